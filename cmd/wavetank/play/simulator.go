package play

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"wavetank/reports"
)

// errNoSource says that there is no source to build the simulator from.
var errNoSource = errors.New("the simulator for the page is built from wavetank's source, and this folder is not in a clone of it: run it there, or have somebody write the site once, with wavetank play --out")

// inlined are the packages whose functions are inlined: those where the time of a run goes,
// and what they call. A call costs more in WebAssembly than elsewhere. All the others are
// smaller without.
var inlined = []string{
	"runtime", "internal/runtime/...", "internal/abi", "internal/reflectlite", "cmp", "errors", "math/...", "slices",
	"wavetank/sim", "wavetank/net", "wavetank/nodes", "wavetank/reports",
}

// Simulator compiles the simulator to WebAssembly and returns it, slim and compressed by gzip, with
// the JavaScript that starts it. What it made is kept in the user's cache, for as long as
// the source is the same.
func Simulator(ctx context.Context) (program, runtime []byte, err error) {
	root, err := Source(ctx, ".")
	if err != nil {
		return nil, nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "wavetank", fmt.Sprintf("play-%.8x", sha256.Sum256([]byte(root))))
	target := filepath.Join(cache, "play.wasm")
	args := []string{"build", "-trimpath", "-tags", "play", "-ldflags", "-s -w", "-gcflags=all=-l"}
	for _, hot := range inlined {
		args = append(args, "-gcflags="+hot+"=")
	}
	known, err := output(ctx, root, "env", "GOROOT", "GOVERSION")
	if err != nil {
		return nil, nil, err
	}
	goroot, version, _ := strings.Cut(known, "\n")
	build := exec.CommandContext(ctx, "go", append(args, "-o", target, "./cmd/playwasm")...)
	build.Dir, build.Env = root, append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=", experiments(version))
	out, err := build.CombinedOutput()
	switch {
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	case err != nil:
		return nil, nil, fmt.Errorf("build the simulator for the page: %w\n%s", err, bytes.TrimSpace(out))
	}
	if program, err = packed(cache, target); err != nil {
		return nil, nil, fmt.Errorf("pack the simulator for the page: %w", err)
	}
	if runtime, err = os.ReadFile(filepath.Join(goroot, "lib", "wasm", "wasm_exec.js")); err != nil {
		return nil, nil, fmt.Errorf("start the simulator in a page: %w", err)
	}
	return program, runtime, nil
}

// experiments says which of Go's are in the program: in WebAssembly the collector before that of
// Go 1.26 takes less time and room, and later versions have no other.
func experiments(version string) string {
	if strings.HasPrefix(version, "go1.26") {
		return "GOEXPERIMENT=nogreenteagc"
	}
	return "GOEXPERIMENT="
}

// Source returns the root of wavetank's source, if a folder is in it.
func Source(ctx context.Context, dir string) (string, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return "", errors.New("the simulator for the page is built by the go command, which is not in the PATH: install Go 1.26 (https://go.dev/dl)")
	}
	file, err := output(ctx, dir, "env", "GOMOD")
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(text), "module wavetank\n") {
		return "", errNoSource
	}
	return filepath.Dir(file), nil
}

// output returns what the go command prints.
func output(ctx context.Context, dir string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = dir
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}

// packed returns a program slim and compressed, from the cache if it was compressed before.
func packed(cache, program string) ([]byte, error) {
	plain, err := os.ReadFile(program)
	if err == nil {
		plain, err = slim(plain)
	}
	if err != nil {
		return nil, err
	}
	const ending = ".wasm.gz"
	name := fmt.Sprintf("%x%s", sha256.Sum256(plain), ending)
	if known, err := os.ReadFile(filepath.Join(cache, name)); err == nil {
		return known, nil
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	old, _ := filepath.Glob(filepath.Join(cache, "*"+ending))
	for _, name := range old {
		os.Remove(name)
	}
	keep := reports.File{Name: name, Write: func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err }}
	return b.Bytes(), keep.Save(cache)
}
