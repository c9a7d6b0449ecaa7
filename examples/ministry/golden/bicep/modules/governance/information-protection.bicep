// governance/information-protection: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

resource informationProtectionPolicy 'Microsoft.Security/informationProtectionPolicies@2017-08-01-preview' = {
  name: 'custom'
  properties: {
    labels: {
      '773531a0-8b16-567f-a7c5-a87aba0785ea': {
        displayName: 'public'
        description: 'anybody may read it'
        rank: 'None'
        order: 0
        enabled: true
      }
      '36d1c789-b992-5863-a153-17c40358ef69': {
        displayName: 'internal'
        description: 'for the organisation only'
        rank: 'Low'
        order: 100
        enabled: true
      }
      'fb53f956-9d64-5171-9807-d430d16e696d': {
        displayName: 'confidential'
        description: 'for those who need it: people\'s and customers\' data'
        rank: 'High'
        order: 200
        enabled: true
      }
      'b11cf365-6f62-5c74-8bf0-b0ce8808d790': {
        displayName: 'highly-sensitive'
        description: 'health, payments, secrets: harm if anybody else reads it'
        rank: 'Critical'
        order: 300
        enabled: true
      }
    }
    informationTypes: {
      '15b17fe6-ccbb-5440-b998-311b81a844f9': {
        displayName: 'Credentials'
        order: 0
        enabled: true
        custom: true
        recommendedLabelId: 'b11cf365-6f62-5c74-8bf0-b0ce8808d790'
        keywords: [
          {
            pattern: '%password%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%passwd%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%secret%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%api_key%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%token%'
            custom: true
            canBeNumeric: true
          }
        ]
      }
      '2518ba50-602a-52f4-9974-1b27fbfa1b78': {
        displayName: 'Payment cards'
        order: 100
        enabled: true
        custom: true
        recommendedLabelId: 'b11cf365-6f62-5c74-8bf0-b0ce8808d790'
        keywords: [
          {
            pattern: '%card_number%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%cardnumber%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%credit_card%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%cvv%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%cvc%'
            custom: true
            canBeNumeric: true
          }
        ]
      }
      '3f508474-38f9-5685-8615-6a448bdd7789': {
        displayName: 'Bank accounts'
        order: 200
        enabled: true
        custom: true
        recommendedLabelId: 'b11cf365-6f62-5c74-8bf0-b0ce8808d790'
        keywords: [
          {
            pattern: '%iban%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%account_number%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%sort_code%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%routing_number%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%bic%'
            custom: true
            canBeNumeric: true
          }
        ]
      }
      '765a4cf9-e695-5f3d-8a2f-de68744d8077': {
        displayName: 'Health'
        order: 300
        enabled: true
        custom: true
        recommendedLabelId: 'b11cf365-6f62-5c74-8bf0-b0ce8808d790'
        keywords: [
          {
            pattern: '%diagnosis%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%patient%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%medication%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%treatment%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%icd%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%mrn%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%blood_type%'
            custom: true
            canBeNumeric: true
          }
        ]
      }
      '9a405809-7439-5a32-8fd3-49665c0da025': {
        displayName: 'National identification'
        order: 400
        enabled: true
        custom: true
        recommendedLabelId: 'b11cf365-6f62-5c74-8bf0-b0ce8808d790'
        keywords: [
          {
            pattern: '%ssn%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%social_security%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%national_id%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%passport%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%tax_id%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%driver_licen_e%'
            custom: true
            canBeNumeric: true
          }
        ]
      }
      '6a41b459-e4c6-5096-b4cd-ba78afb06a89': {
        displayName: 'Biometrics and genetics'
        order: 500
        enabled: true
        custom: true
        recommendedLabelId: 'b11cf365-6f62-5c74-8bf0-b0ce8808d790'
        keywords: [
          {
            pattern: '%fingerprint%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%biometric%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%genome%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%dna%'
            custom: true
            canBeNumeric: true
          }
        ]
      }
      '9eadd20b-f5b5-53bf-8d8a-e93be6ce2405': {
        displayName: 'Names'
        order: 600
        enabled: true
        custom: true
        recommendedLabelId: 'fb53f956-9d64-5171-9807-d430d16e696d'
        keywords: [
          {
            pattern: '%first_name%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%last_name%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%surname%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%full_name%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%maiden_name%'
            custom: true
            canBeNumeric: true
          }
        ]
      }
      '56d9f479-9ca0-532e-82cb-97f3a6599f00': {
        displayName: 'Contact'
        order: 700
        enabled: true
        custom: true
        recommendedLabelId: 'fb53f956-9d64-5171-9807-d430d16e696d'
        keywords: [
          {
            pattern: '%email%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%phone%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%mobile%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%address%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%postcode%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%zip_code%'
            custom: true
            canBeNumeric: true
          }
        ]
      }
      '5003d3f0-e112-5ba1-b6a4-adaed32fcf50': {
        displayName: 'Birth'
        order: 800
        enabled: true
        custom: true
        recommendedLabelId: 'fb53f956-9d64-5171-9807-d430d16e696d'
        keywords: [
          {
            pattern: '%birth%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%dob%'
            custom: true
            canBeNumeric: true
          }
        ]
      }
      '8e073d27-05cc-5d24-8104-9e1d486a9c9c': {
        displayName: 'Prompts and answers'
        order: 900
        enabled: true
        custom: true
        recommendedLabelId: 'fb53f956-9d64-5171-9807-d430d16e696d'
        keywords: [
          {
            pattern: '%prompt%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%completion%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%conversation%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%chat_message%'
            custom: true
            canBeNumeric: true
          }
        ]
      }
      '1396f2e3-1838-5bb3-9afe-0cc25bfed7a1': {
        displayName: 'Network addresses'
        order: 1000
        enabled: true
        custom: true
        recommendedLabelId: '36d1c789-b992-5863-a153-17c40358ef69'
        keywords: [
          {
            pattern: '%ip_address%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%ipaddress%'
            custom: true
            canBeNumeric: true
          }
          {
            pattern: '%mac_address%'
            custom: true
            canBeNumeric: true
          }
        ]
      }
    }
  }
}
