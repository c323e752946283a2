package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCompareWritesAPage(t *testing.T) {
	path := file(t, "tiny.toml", tiny)
	dir := t.TempDir()
	t.Chdir(dir)
	page := filepath.Join("sent", "page.html")
	tank(t, "compare", path, "--seeds", "2", "--html", page).must(t, 0, "wrote the page "+page)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<!DOCTYPE html>", "Content-Security-Policy", "<svg", "wavetank compare " + path, "title"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the page has no %q", want)
		}
	}
	tank(t, "compare", path, "--html", dir).must(t, 2, dir+" is a folder, not a file")
	for _, more := range []string{"--sweep=loads.users.rate=1/s,2/s", "--factorial=breaker", "--set=loads.users.rate=1/s", "--only=with"} {
		tank(t, "compare", path, "--html", page, "--live", more).must(t, 2, "--live puts the simulator into the page of a comparison")
	}
	for _, more := range [][]string{{"--sweep", "loads.users.rate=1/s,2/s"}, {"--factorial", "breaker"}} {
		name := path
		if more[0] == "--factorial" {
			name = file(t, "pair.toml", pair)
		}
		tank(t, append([]string{"compare", name, "--seeds", "2", "--html", page}, more...)...).must(t, 0, "wrote the page ")
		if text, _ := os.ReadFile(page); !strings.Contains(string(text), "The numbers of this chart") || !strings.Contains(string(text), more[1]) {
			t.Errorf("the page of %s lacks its chart's table or its command", more[0])
		}
	}
}
