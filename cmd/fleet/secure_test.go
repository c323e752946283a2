package fleet

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"
)

// certified makes a certificate for this machine, which is its own authority: for the
// server and, as files, for its clients.
func certified(t *testing.T, dir string) (config *tls.Config, cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "here"}, NotBefore: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	about.IPAddresses = append(about.IPAddresses, netip.MustParseAddr("127.0.0.1").AsSlice())
	der, err := x509.CreateCertificate(rand.Reader, about, about, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	err = errors.Join(os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600),
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret}), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return &tls.Config{Certificates: []tls.Certificate{pair}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}, cert, key
}

// keyed makes a pair of keys of NATS.
func keyed(t *testing.T, prefix nkeys.PrefixByte) (pair nkeys.KeyPair, public string, seed []byte) {
	t.Helper()
	pair, err := nkeys.CreatePair(prefix)
	if err == nil {
		public, err = pair.PublicKey()
	}
	if err == nil {
		seed, err = pair.Seed()
	}
	if err != nil {
		t.Fatal(err)
	}
	return pair, public, seed
}

// accounts makes a server's accounts, as an operator of NATS does, and a file with the
// credentials of a user.
func accounts(t *testing.T, o *server.Options, creds string) {
	t.Helper()
	operator, trusted, _ := keyed(t, nkeys.PrefixByteOperator)
	resolver := &server.MemAccResolver{}
	account := func(jetstream bool) (pair nkeys.KeyPair, public string) {
		pair, public, _ = keyed(t, nkeys.PrefixByteAccount)
		claims := jwt.NewAccountClaims(public)
		if jetstream {
			claims.Limits.JetStreamLimits = jwt.JetStreamLimits{MemoryStorage: -1, DiskStorage: -1}
		}
		text, err := claims.Encode(operator)
		if err == nil {
			err = resolver.Store(public, text)
		}
		if err != nil {
			t.Fatal(err)
		}
		return pair, public
	}
	_, o.SystemAccount = account(false)
	mine, _ := account(true)
	_, user, seed := keyed(t, nkeys.PrefixByteUser)
	text, err := jwt.NewUserClaims(user).Encode(mine)
	if err != nil {
		t.Fatal(err)
	}
	file, err := jwt.FormatUserConfig(text, seed)
	if err == nil {
		err = os.WriteFile(creds, file, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	o.TrustedKeys, o.AccountResolver = []string{trusted}, resolver
}

// TestAClusterWithTLSAndCredentialsTakesAFleet runs a campaign at servers that are somebody
// else's, each with another way to know who may.
func TestAClusterWithTLSAndCredentialsTakesAFleet(t *testing.T) {
	s := scenario(t, 20)
	want := digests(t, s, nil, 1)
	for _, name := range []string{"a token in the URL", "a user and a password in the URL", "a file with a key", "a file with credentials"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			config, cert, key := certified(t, dir)
			o := &server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: dir, NoSigs: true, NoLog: true, TLS: true, TLSConfig: config, TLSTimeout: 10}
			l, who := Link{TLSCert: cert, TLSKey: key, TLSCA: cert}, ""
			switch name {
			case "a token in the URL":
				o.Authorization, who = "secret", "secret@"
			case "a user and a password in the URL":
				o.Username, o.Password, who = "u", "secret", "u:secret@"
			case "a file with a key":
				_, public, seed := keyed(t, nkeys.PrefixByteUser)
				o.Nkeys, l.NKey = []*server.NkeyUser{{Nkey: public}}, filepath.Join(dir, "key")
				if err := os.WriteFile(l.NKey, seed, 0o600); err != nil {
					t.Fatal(err)
				}
			default:
				l.Creds = filepath.Join(dir, "user.creds")
				accounts(t, o, l.Creds)
			}
			theirs, err := server.NewServer(o)
			if err != nil {
				t.Fatal(err)
			}
			defer theirs.Shutdown()
			if theirs.Start(); !theirs.ReadyForConnections(10 * time.Second) {
				t.Fatal("no server")
			}
			plain := strings.Replace(theirs.ClientURL(), "nats://", "tls://", 1)
			l.URL = strings.Replace(plain, "://", "://"+who, 1)

			nobody := l
			nobody.URL, nobody.Creds, nobody.NKey = plain, "", ""
			strange := l
			_, strange.TLSCA, _ = certified(t, t.TempDir())
			for _, bad := range []Link{nobody, strange, {URL: l.URL, TLSCA: cert}} {
				told := new(log)
				if err := Work(t.Context(), Guest{Link: bad, Build: "build 1", Jobs: 1, Told: told}); !errors.Is(err, errRefused) || strings.Contains(err.Error()+told.String(), "secret") {
					t.Errorf("%+v: %v", bad, err)
				}
			}
			k := begin(t, l)
			k.join(t, nil)
			if got := digests(t, s, k.Evaluate, 2); got != want {
				t.Errorf("at that server:\n%s\nby one process:\n%s", got, want)
			}
			if strings.Contains(k.told.String(), "secret") {
				t.Errorf("a secret is told:\n%s", k.told)
			}
			k.Close(true)
		})
	}
}
