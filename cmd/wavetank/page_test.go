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
	tank(t, "compare", path, "--html", dir).must(t, 1, dir+" is a folder, not a file")
	tank(t, "compare", path, "--html", page, "--sweep", "loads.users.rate=1/s,2/s").must(t, 2, "does not go together with --sweep or --factorial")
}
