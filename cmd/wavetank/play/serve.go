package play

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// policy is what the page may do: run its own scripts and the simulator, and ask its own
// host for its own files. Nobody may put it into a frame.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; connect-src 'self'; worker-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// ServeHTTP answers with a file of the site, if it is asked by a page of this machine: a
// name that somebody lets point here is none.
func (s Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if name == "" {
		name = "index.html"
	}
	text, ok := s[name]
	switch {
	case host != "127.0.0.1" && host != "localhost":
		http.Error(w, "the playground is on loopback only", http.StatusForbidden)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		http.Error(w, "the playground only gives", http.StatusMethodNotAllowed)
	case !ok:
		http.NotFound(w, r)
	default:
		h := w.Header()
		h.Set("Content-Type", typeOf(name))
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		h.Set("Content-Length", fmt.Sprint(len(text)))
		if r.Method == http.MethodGet {
			w.Write(text) // who left does not hear the rest
		}
	}
}

func typeOf(name string) string {
	if strings.HasSuffix(name, ".js") {
		return "text/javascript; charset=utf-8"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" && !strings.HasSuffix(name, ".gz") {
		return t
	}
	return "application/octet-stream"
}

// Serve serves the site at a port of loopback until the context ends. It calls ready with
// the address once it listens; port 0 is any that is free.
func Serve(ctx context.Context, s Site, port int, ready func(address string)) error {
	server := &http.Server{Addr: fmt.Sprintf("127.0.0.1:%d", port), Handler: s, ReadHeaderTimeout: 10 * time.Second}
	listening(&server.BaseContext, ctx, ready)
	stopped := context.AfterFunc(ctx, func() { server.Close() })
	defer stopped()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the playground: %w", err)
	}
	return nil
}

// listening has a server, which asks once it listens for the context of its requests, tell
// the address of its listener, whose type is of a package that nobody imports here.
func listening[L interface{ Addr() A }, A fmt.Stringer](asks *func(L) context.Context, ctx context.Context, ready func(string)) {
	*asks = func(l L) context.Context {
		ready("http://" + l.Addr().String() + "/")
		return ctx
	}
}
