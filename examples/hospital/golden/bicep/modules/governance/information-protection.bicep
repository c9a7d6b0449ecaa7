// governance/information-protection: written by `enclave build`; change enclave.yaml, not this file

targetScope = 'subscription'

resource informationProtectionPolicy 'Microsoft.Security/informationProtectionPolicies@2017-08-01-preview' = {
  name: 'custom'
  properties: {
    labels: {
      'bbbd6dd4-1faa-5d18-9164-2fed4eecf3eb': {
        displayName: 'public'
        description: 'anybody may read it'
        rank: 'None'
        order: 0
        enabled: true
      }
      '434b5a1e-af36-5ad7-a490-00b5fee8662c': {
        displayName: 'internal'
        description: 'for the organisation only'
        rank: 'Low'
        order: 100
        enabled: true
      }
      '0b32690c-0530-5037-b314-3f03b0a85ebb': {
        displayName: 'confidential'
        description: 'for those who need it: people\'s and customers\' data'
        rank: 'High'
        order: 200
        enabled: true
      }
      '99b8c04f-d563-5586-953d-4645ea6c3c27': {
        displayName: 'highly-sensitive'
        description: 'health, payments, secrets: harm if anybody else reads it'
        rank: 'Critical'
        order: 300
        enabled: true
      }
    }
    informationTypes: {
      '2b0d3718-95d6-534f-bf57-43b8fbcf5d2e': {
        displayName: 'Credentials'
        order: 0
        enabled: true
        custom: true
        recommendedLabelId: '99b8c04f-d563-5586-953d-4645ea6c3c27'
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
      '3cdaf521-334c-5ab8-905f-978bc38e955e': {
        displayName: 'Payment cards'
        order: 100
        enabled: true
        custom: true
        recommendedLabelId: '99b8c04f-d563-5586-953d-4645ea6c3c27'
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
      '5a3a45f0-e627-52f9-ae73-806164caac03': {
        displayName: 'Bank accounts'
        order: 200
        enabled: true
        custom: true
        recommendedLabelId: '99b8c04f-d563-5586-953d-4645ea6c3c27'
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
      'baca6939-832d-5371-80ff-b496a761ecd9': {
        displayName: 'Health'
        order: 300
        enabled: true
        custom: true
        recommendedLabelId: '99b8c04f-d563-5586-953d-4645ea6c3c27'
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
      '12084315-ca32-54ef-88d0-4d60644bedf0': {
        displayName: 'National identification'
        order: 400
        enabled: true
        custom: true
        recommendedLabelId: '99b8c04f-d563-5586-953d-4645ea6c3c27'
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
      '09185cf9-b325-51f6-8b49-bad0ae25a9e8': {
        displayName: 'Biometrics and genetics'
        order: 500
        enabled: true
        custom: true
        recommendedLabelId: '99b8c04f-d563-5586-953d-4645ea6c3c27'
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
      'd39e3321-4457-5d5a-984f-c2838c36fa89': {
        displayName: 'Names'
        order: 600
        enabled: true
        custom: true
        recommendedLabelId: '0b32690c-0530-5037-b314-3f03b0a85ebb'
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
      '188bb7c9-7726-59a7-a0f8-fd55eea6f97a': {
        displayName: 'Contact'
        order: 700
        enabled: true
        custom: true
        recommendedLabelId: '0b32690c-0530-5037-b314-3f03b0a85ebb'
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
      'ff09b810-ebf2-5773-b48e-76ff789a9541': {
        displayName: 'Birth'
        order: 800
        enabled: true
        custom: true
        recommendedLabelId: '0b32690c-0530-5037-b314-3f03b0a85ebb'
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
      '833d99b2-d985-54e4-b059-018c0556872a': {
        displayName: 'Prompts and answers'
        order: 900
        enabled: true
        custom: true
        recommendedLabelId: '0b32690c-0530-5037-b314-3f03b0a85ebb'
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
      '6349fdef-7fb9-5039-9dea-df2a811b1f81': {
        displayName: 'Network addresses'
        order: 1000
        enabled: true
        custom: true
        recommendedLabelId: '434b5a1e-af36-5ad7-a490-00b5fee8662c'
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
