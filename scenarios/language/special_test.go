//go:build linux || darwin

package language

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestWhatIsNoCSVIsExplained: a scenario that names a folder, a pipe, a device or a link in
// a circle is refused at the place, and nobody waits for anything.
func TestWhatIsNoCSVIsExplained(t *testing.T) {
	dir := t.TempDir()
	make := func(name string, how func(path string) error) {
		t.Helper()
		if err := how(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	make("folder", func(path string) error { return os.Mkdir(path, 0o755) })
	make("pipe", func(path string) error { return syscall.Mkfifo(path, 0o644) })
	make("circle", func(path string) error { return os.Symlink("circle", path) })
	make("zero", func(path string) error { return os.Symlink("/dev/zero", path) })
	make("outside", func(path string) error { return os.Symlink("/etc/hostname", path) })
	make("shut", func(path string) error { return os.WriteFile(path, []byte("ms\n1\n"), 0) })
	make("empty", func(path string) error { return os.WriteFile(path, nil, 0o644) })
	make("bytes", func(path string) error { return os.WriteFile(path, []byte("\x00\xff,\"\n"), 0o644) })
	for _, name := range []string{"folder", "pipe", "circle", "zero", "outside", "shut", "empty", "bytes", "none", "", " ", ".", "..", "../x", "/etc/hostname", "/dev/zero", "pipe/x", strings.Repeat("y", 5000)} {
		if name == "shut" && os.Getuid() == 0 {
			continue
		}
		for _, text := range []string{
			"title='x'\nduration='1s'\n[nodes.a.routes]\nr={work='csv " + name + "'}\n[loads.l]\nto='a.r'\nrate='1/s'\n",
			"title='x'\nduration='1s'\n[nodes.a.routes]\nr={}\n[loads.l]\nto='a.r'\nreplay='" + name + "'\n",
		} {
			path := filepath.Join(dir, "x.toml")
			make("x.toml", func(path string) error { return os.WriteFile(path, []byte(text), 0o644) })
			_, err := LoadFile(path, testOptions())
			if err == nil || !strings.HasPrefix(err.Error(), path+":") || !strings.Contains(err.Error(), "allowed") || len(err.Error()) > 5000 {
				t.Errorf("%.20q: %v", name, err)
			}
		}
	}
}
