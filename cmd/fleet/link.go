package fleet

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// A Link says which server, and what it wants to see. The names are those of the tools of
// NATS.
type Link struct {
	URL     string // nats://[TOKEN@|USER:PASSWORD@]HOST:PORT, tls://…; "": that of the Folder
	Creds   string // a file with a JWT and a key
	NKey    string // a file with a key
	TLSCert string // files: the certificate of this client, and its key
	TLSKey  string
	TLSCA   string // the authorities that are trusted
	Folder  string // where an embedded server keeps its queue, and what leads to it
}

// address is the file in the folder of an embedded server that leads to it.
const address = "fleet.json"

// An invitation is what it holds.
type invitation struct{ URL, Token string }

// invited reads the file.
func invited(folder string) (invitation, error) {
	var i invitation
	text, err := os.ReadFile(filepath.Join(folder, address))
	if err == nil {
		err = json.Unmarshal(text, &i)
	}
	if err == nil && i.URL == "" {
		err = errors.New("it has no URL")
	}
	return i, err
}

// options returns the URL to dial, and how.
func (l Link) options(name string) (url string, all []nats.Option, err error) {
	all = []nats.Option{nats.Name(name), nats.MaxReconnects(-1), nats.ReconnectWait(500 * time.Millisecond), nats.Timeout(5 * time.Second)}
	if url = l.URL; url == "" {
		i, err := invited(l.Folder)
		if err != nil {
			return "", nil, fmt.Errorf("no fleet is known in the folder %s, and no --nats URL is given: %w", l.Folder, err)
		}
		url, all = i.URL, append(all, nats.Token(i.Token))
	}
	if l.Creds != "" {
		all = append(all, nats.UserCredentials(l.Creds))
	}
	if l.NKey != "" {
		key, err := nats.NkeyOptionFromSeed(l.NKey)
		if err != nil {
			return "", nil, fmt.Errorf("--nkey %s: %w", l.NKey, err)
		}
		all = append(all, key)
	}
	if (l.TLSCert == "") != (l.TLSKey == "") {
		return "", nil, errors.New("--tlscert and --tlskey go together")
	}
	if l.TLSCert != "" {
		all = append(all, nats.ClientCert(l.TLSCert, l.TLSKey))
	}
	if l.TLSCA != "" {
		all = append(all, nats.RootCAs(l.TLSCA))
	}
	return url, all, nil
}

// errRefused is wrapped by what makes no sense to try again.
var errRefused = errors.New("refused")

// dial connects, and goes on trying while there is no server.
func (l Link) dial(ctx context.Context, name string, waiting func(error)) (*nats.Conn, jetstream.JetStream, error) {
	for first := true; ; first = false {
		url, options, err := l.options(name)
		var c *nats.Conn
		if err == nil {
			c, err = nats.Connect(url, options...)
		}
		switch {
		case err == nil:
			js, err := jetstream.New(c)
			return c, js, err
		case errors.Is(err, nats.ErrAuthorization) || errors.Is(err, nats.ErrAuthExpired):
			return nil, nil, fmt.Errorf("%w by the server at %s: %w. The coordinator prints the URL with its token when it begins", errRefused, Hidden(url), err)
		case untrusted(err):
			return nil, nil, fmt.Errorf("%w: the connection to the server at %s cannot be secured: %w. See --tlsca, --tlscert and --tlskey", errRefused, Hidden(url), err)
		case url == "" || errors.Is(err, os.ErrNotExist):
			return nil, nil, err
		case first:
			waiting(err)
		}
		if !pause(ctx, time.Second) {
			return nil, nil, ctx.Err()
		}
	}
}

// untrusted reports whether one of two does not trust the other's certificate, or expects
// none: to wait does not help.
func untrusted(err error) bool {
	var theirs *tls.CertificateVerificationError
	var ours tls.AlertError
	return errors.As(err, &theirs) || errors.As(err, &ours) || strings.Contains(err.Error(), "remote error: tls") ||
		errors.Is(err, nats.ErrSecureConnRequired) || errors.Is(err, nats.ErrSecureConnWanted)
}

// pause waits, and reports whether the context is still on.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
