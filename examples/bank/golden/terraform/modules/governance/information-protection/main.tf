# governance/information-protection: written by `enclave build`; change enclave.yaml, not this file

resource "azapi_resource" "information_protection_policy" {
  type      = "Microsoft.Security/informationProtectionPolicies@2017-08-01-preview"
  parent_id = "/subscriptions/${var.subscription_id}"
  name      = "custom"
  body = {
    properties = {
      labels = {
        "6ab586b3-094d-5979-9e7d-1ec386f3e5a7" = {
          displayName = "public"
          description = "anybody may read it"
          rank        = "None"
          order       = 0
          enabled     = true
        }
        "1ba3f67a-3899-5fc6-8f90-3f289274e577" = {
          displayName = "internal"
          description = "for the organisation only"
          rank        = "Low"
          order       = 100
          enabled     = true
        }
        "37f1ee8f-e5af-5847-91b6-597ccc1816db" = {
          displayName = "confidential"
          description = "for those who need it: people's and customers' data"
          rank        = "High"
          order       = 200
          enabled     = true
        }
        "8cf71d03-4f9f-5f12-ae85-0e9a2d45ba36" = {
          displayName = "highly-sensitive"
          description = "health, payments, secrets: harm if anybody else reads it"
          rank        = "Critical"
          order       = 300
          enabled     = true
        }
      }
      informationTypes = {
        "52f26a73-52ae-515c-b356-1a674f354066" = {
          displayName        = "Credentials"
          order              = 0
          enabled            = true
          custom             = true
          recommendedLabelId = "8cf71d03-4f9f-5f12-ae85-0e9a2d45ba36"
          keywords = [
            {
              pattern      = "%password%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%passwd%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%secret%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%api_key%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%token%"
              custom       = true
              canBeNumeric = true
            },
          ]
        }
        "b5ab3476-0733-50cf-b58f-fa1b9e061a79" = {
          displayName        = "Payment cards"
          order              = 100
          enabled            = true
          custom             = true
          recommendedLabelId = "8cf71d03-4f9f-5f12-ae85-0e9a2d45ba36"
          keywords = [
            {
              pattern      = "%card_number%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%cardnumber%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%credit_card%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%cvv%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%cvc%"
              custom       = true
              canBeNumeric = true
            },
          ]
        }
        "6fc64b95-c530-52bd-b1c8-9f84b0ef9b94" = {
          displayName        = "Bank accounts"
          order              = 200
          enabled            = true
          custom             = true
          recommendedLabelId = "8cf71d03-4f9f-5f12-ae85-0e9a2d45ba36"
          keywords = [
            {
              pattern      = "%iban%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%account_number%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%sort_code%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%routing_number%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%bic%"
              custom       = true
              canBeNumeric = true
            },
          ]
        }
        "35700cb0-40af-57f7-8f25-cf04174e31df" = {
          displayName        = "Health"
          order              = 300
          enabled            = true
          custom             = true
          recommendedLabelId = "8cf71d03-4f9f-5f12-ae85-0e9a2d45ba36"
          keywords = [
            {
              pattern      = "%diagnosis%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%patient%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%medication%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%treatment%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%icd%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%mrn%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%blood_type%"
              custom       = true
              canBeNumeric = true
            },
          ]
        }
        "6e9751c1-73ff-5b6f-80e6-a9d0902f30bd" = {
          displayName        = "National identification"
          order              = 400
          enabled            = true
          custom             = true
          recommendedLabelId = "8cf71d03-4f9f-5f12-ae85-0e9a2d45ba36"
          keywords = [
            {
              pattern      = "%ssn%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%social_security%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%national_id%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%passport%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%tax_id%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%driver_licen_e%"
              custom       = true
              canBeNumeric = true
            },
          ]
        }
        "13a92a2c-cef5-5448-812e-d27c587c135b" = {
          displayName        = "Biometrics and genetics"
          order              = 500
          enabled            = true
          custom             = true
          recommendedLabelId = "8cf71d03-4f9f-5f12-ae85-0e9a2d45ba36"
          keywords = [
            {
              pattern      = "%fingerprint%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%biometric%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%genome%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%dna%"
              custom       = true
              canBeNumeric = true
            },
          ]
        }
        "c15b6c02-08dd-5ecb-beaf-a02b2ec50c06" = {
          displayName        = "Names"
          order              = 600
          enabled            = true
          custom             = true
          recommendedLabelId = "37f1ee8f-e5af-5847-91b6-597ccc1816db"
          keywords = [
            {
              pattern      = "%first_name%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%last_name%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%surname%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%full_name%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%maiden_name%"
              custom       = true
              canBeNumeric = true
            },
          ]
        }
        "75553422-06cd-553b-8e92-f298c32c6edb" = {
          displayName        = "Contact"
          order              = 700
          enabled            = true
          custom             = true
          recommendedLabelId = "37f1ee8f-e5af-5847-91b6-597ccc1816db"
          keywords = [
            {
              pattern      = "%email%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%phone%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%mobile%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%address%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%postcode%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%zip_code%"
              custom       = true
              canBeNumeric = true
            },
          ]
        }
        "b0b112f1-59ee-57e7-a690-3e29d0353184" = {
          displayName        = "Birth"
          order              = 800
          enabled            = true
          custom             = true
          recommendedLabelId = "37f1ee8f-e5af-5847-91b6-597ccc1816db"
          keywords = [
            {
              pattern      = "%birth%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%dob%"
              custom       = true
              canBeNumeric = true
            },
          ]
        }
        "db95f03f-5af1-5c89-9024-5c2bdea37e79" = {
          displayName        = "Prompts and answers"
          order              = 900
          enabled            = true
          custom             = true
          recommendedLabelId = "37f1ee8f-e5af-5847-91b6-597ccc1816db"
          keywords = [
            {
              pattern      = "%prompt%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%completion%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%conversation%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%chat_message%"
              custom       = true
              canBeNumeric = true
            },
          ]
        }
        "0dffa419-7421-570a-abc6-287932482b6e" = {
          displayName        = "Network addresses"
          order              = 1000
          enabled            = true
          custom             = true
          recommendedLabelId = "1ba3f67a-3899-5fc6-8f90-3f289274e577"
          keywords = [
            {
              pattern      = "%ip_address%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%ipaddress%"
              custom       = true
              canBeNumeric = true
            },
            {
              pattern      = "%mac_address%"
              custom       = true
              canBeNumeric = true
            },
          ]
        }
      }
    }
  }
  schema_validation_enabled = true
}
