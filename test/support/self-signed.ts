/**
 * A certificate that nobody trusts, for localhost and 127.0.0.1, valid until 2126; the key protects
 * nothing. Made with `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes
 * -days 36500 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1`.
 */
export const SELF_SIGNED = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgd2B4az5/8cuvH1gj
546Fm8IYvUcZVIMnxk6TtGEbN0ShRANCAAT2isFQxe9IUMLY3f3KcUcgVYEuzyad
uqDvUUE/kiVtr1WJHWo5KIw5U8FwUDCOQhYSgVcVnNVSuXJonk2dHxWG
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIURWHUm7t4bKIJwyAfzUT72FgyzcAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIzMzUzOVoYDzIxMjYxMDI5
MjMzNTM5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAT2isFQxe9IUMLY3f3KcUcgVYEuzyaduqDvUUE/kiVtr1WJHWo5KIw5
U8FwUDCOQhYSgVcVnNVSuXJonk2dHxWGo28wbTAdBgNVHQ4EFgQUhc6WlPgeReW6
RqK952kViKGEWPAwHwYDVR0jBBgwFoAUhc6WlPgeReW6RqK952kViKGEWPAwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgWSXOQGr35UgMJwSt34DSB39TC7jV87RFAFi6HJd4xowCIQD0
fgXrr1w9Nt1IcOmdNzuSbfYXZEQzOCa6ZCRGVzrJRQ==
-----END CERTIFICATE-----
`,
};
