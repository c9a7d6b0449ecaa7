// An OpenID provider that signs people in as Entra ID does: code, PKCE, ID token and access token for one audience.
// node provider.mjs PORT TENANT CERTIFICATE KEY MODULES CLIENT REDIRECT HOME [JWK]; it says `listening` when it does. With JWK, its client is a
// confidential one that signs with that key. Who signs in as `ada` is auditor, anybody else has no role.
import { createServer } from 'node:https'
import { readFileSync } from 'node:fs'
import { generateKeyPairSync } from 'node:crypto'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [port, tenant, certificate, key, modules, client, redirect, home, jwk] = process.argv.slice(2)
const { Provider } = await import(pathToFileURL(createRequire(`${modules}/`).resolve('oidc-provider')))
const prefix = `/${tenant}/v2.0`
const issuer = `https://127.0.0.1:${port}${prefix}`
const audience = 'api://contoso-bank'
const signing = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
const seconds = () => Math.floor(Date.now() / 1000)

const provider = new Provider(issuer, {
  jwks: { keys: [{ ...signing, kid: 'key-1', use: 'sig', alg: 'RS256' }] },
  clients: [{
    client_id: client, grant_types: ['authorization_code'], response_types: ['code'], redirect_uris: [redirect],
    post_logout_redirect_uris: [home], application_type: redirect.startsWith('http://localhost') ? 'native' : 'web',
    ...(jwk
      ? { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'PS256', jwks: { keys: [JSON.parse(jwk)] } }
      : { token_endpoint_auth_method: 'none' }),
  }],
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, tid: tenant, oid: `oid-of-${id}`, nbf: seconds(), ver: '2.0' }) }),
  claims: { openid: ['sub', 'tid', 'oid', 'nbf', 'ver'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: `${audience}/.default`, audience, accessTokenTTL: 600, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  formats: {
    customizers: {
      jwt(ctx, token, parts) {
        const id = parts.payload.sub
        Object.assign(parts.payload, {
          ver: '2.0', tid: tenant, oid: `oid-of-${id}`, azp: client, nbf: parts.payload.iat, scp: 'access', preferred_username: `${id}@contoso.example`,
          ...(id === 'ada' ? { roles: ['fraud-triage.auditor'] } : {}),
        })
        return parts
      },
    },
  },
})
const handle = provider.callback()
createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
  if (!request.url.startsWith(prefix)) {
    response.writeHead(404).end()
    return
  }
  request.originalUrl = request.url
  request.url = request.url.slice(prefix.length)
  handle(request, response)
}).listen(Number(port), '127.0.0.1', () => console.log('listening'))
