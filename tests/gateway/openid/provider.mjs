// An OpenID provider that issues access tokens shaped like Entra ID's to applications (client credentials).
// node provider.mjs PORT TENANT CERTIFICATE KEY MODULES; it says `listening` when it does, and gets new keys on SIGHUP.
import { createServer } from 'node:https'
import { readFileSync } from 'node:fs'
import { generateKeyPairSync } from 'node:crypto'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [port, tenant, certificate, key, modules] = process.argv.slice(2)
const { Provider } = await import(pathToFileURL(createRequire(`${modules}/`).resolve('oidc-provider')))
const prefix = `/${tenant}/v2.0`
const issuer = `https://127.0.0.1:${port}${prefix}`
const application = 'bbbbbbbb-0000-4000-8000-000000000002'
let generation = 0

const provider = () => {
  generation += 1
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  return new Provider(issuer, {
    jwks: { keys: [{ ...jwk, kid: `key-${generation}`, use: 'sig', alg: 'RS256' }] },
    clients: [{
      client_id: application, client_secret: 'only-for-this-test', grant_types: ['client_credentials'],
      redirect_uris: [], response_types: [], token_endpoint_auth_method: 'client_secret_post',
    }],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'api://contoso-bank',
        getResourceServerInfo: (ctx, resource) => ({
          scope: '', audience: resource, accessTokenTTL: 600, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    formats: {
      customizers: {
        jwt(ctx, token, parts) {
          Object.assign(parts.payload, {
            ver: '2.0', tid: tenant, oid: application, sub: application, azp: application, idtyp: 'app', nbf: parts.payload.iat,
            roles: ['fraud-triage.user'],
          })
          return parts
        },
      },
    },
  })
}

let handle = provider().callback()
process.on('SIGHUP', () => { handle = provider().callback(); console.log('rotated') })
createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
  if (!request.url.startsWith(prefix)) {
    response.writeHead(404).end()
    return
  }
  request.originalUrl = request.url
  request.url = request.url.slice(prefix.length)
  handle(request, response)
}).listen(Number(port), '127.0.0.1', () => console.log('listening'))
