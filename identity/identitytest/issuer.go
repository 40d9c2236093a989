package identitytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// The client that an Issuer knows.
const (
	ClientID     = "warmroom"
	ClientSecret = "between the two of us"
)

// Claims are what an id token says of who signed in.
type Claims map[string]any

// Issuer is an OpenID Connect provider on loopback. Whoever comes is signed in
// as the person of its claims.
type Issuer struct {
	URL string
	key *ecdsa.PrivateKey

	mu     sync.Mutex // guards the fields below
	claims Claims
	signer *ecdsa.PrivateKey // usually key
	modes  []string          // response_modes_supported
	down   bool
	codes  map[string]visit
}

// visit is somebody who was sent here, and back with a code.
type visit struct{ nonce, challenge, redirect string }

// StartIssuer runs a provider until the test ends. It signs in who is given,
// and says that it can answer in the ways given.
func StartIssuer(t *testing.T, who Claims, modes ...string) *Issuer {
	t.Helper()
	i := &Issuer{claims: who, modes: modes, codes: map[string]visit{}}
	i.key = newSigner(t)
	i.signer = i.key
	routes := http.NewServeMux()
	routes.HandleFunc("GET /.well-known/openid-configuration", i.discovery)
	routes.HandleFunc("GET /keys", i.keys)
	routes.HandleFunc("POST /token", i.token)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if i.isDown() {
			http.Error(w, "not now", http.StatusServiceUnavailable)
			return
		}
		routes.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	i.URL = server.URL
	return i
}

func newSigner(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Now signs in somebody else from now on.
func (i *Issuer) Now(who Claims) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.claims = who
}

// Forge signs with a key that is not the provider's.
func (i *Issuer) Forge(t *testing.T) {
	t.Helper()
	key := newSigner(t)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.signer = key
}

// Down takes the provider away, or brings it back.
func (i *Issuer) Down(down bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.down = down
}

func (i *Issuer) isDown() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.down
}

// Visit goes where a browser is sent and returns what it brings back.
func (i *Issuer) Visit(t *testing.T, place string) (state, code string) {
	t.Helper()
	u, err := url.Parse(place)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Scheme+"://"+u.Host+u.Path != i.URL+"/authorize" || q.Get("client_id") != ClientID || q.Get("response_type") != "code" ||
		q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" || q.Get("state") == "" {
		t.Fatalf("sent to %s", place)
	}
	code = rand.Text()
	i.mu.Lock()
	defer i.mu.Unlock()
	i.codes[code] = visit{nonce: q.Get("nonce"), challenge: q.Get("code_challenge"), redirect: q.Get("redirect_uri")}
	return q.Get("state"), code
}

func (i *Issuer) discovery(w http.ResponseWriter, _ *http.Request) {
	reply(w, map[string]any{
		"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
		"id_token_signing_alg_values_supported": []string{"ES256"}, "response_modes_supported": i.modes,
	})
}

func (i *Issuer) keys(w http.ResponseWriter, _ *http.Request) {
	point, err := i.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	reply(w, map[string]any{"keys": []map[string]string{
		{"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "one", "x": text(point[1:33]), "y": text(point[33:])},
	}})
}

// token exchanges a code (RFC 6749, 4.1.3), once, for who holds its verifier
// (RFC 7636).
func (i *Issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	came, known := i.codes[r.FormValue("code")]
	delete(i.codes, r.FormValue("code"))
	hash := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !known || id != ClientID || secret != url.QueryEscape(ClientSecret) || text(hash[:]) != came.challenge || r.FormValue("redirect_uri") != came.redirect {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		reply(w, map[string]string{"error": "invalid_grant", "error_description": "for ana@harbor.example"})
		return
	}
	claims := Claims{
		"iss": i.URL, "sub": "1", "aud": ClientID, "nonce": came.nonce,
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
	}
	for name, value := range i.claims {
		claims[name] = value
	}
	token, err := i.sign(claims)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	reply(w, map[string]string{"access_token": "x", "token_type": "Bearer", "id_token": token})
}

// sign makes a JWT with ES256 (RFC 7518, 3.4).
func (i *Issuer) sign(claims Claims) (string, error) {
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed := text([]byte(`{"alg":"ES256","kid":"one","typ":"JWT"}`)) + "." + text(body)
	hash := sha256.Sum256([]byte(signed))
	r, s, err := ecdsa.Sign(rand.Reader, i.signer, hash[:])
	if err != nil {
		return "", err
	}
	both := make([]byte, 64)
	r.FillBytes(both[:32])
	s.FillBytes(both[32:])
	return signed + "." + text(both), nil
}

func reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // who asked may be gone
}
