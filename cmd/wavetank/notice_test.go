package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// licences are words that stand in the text of each.
var licences = map[string]string{
	"Apache-2.0":   "Apache License",
	"BSD-3-Clause": "Redistribution and use in source and binary forms",
	"FTL":          "The FreeType License",
	"MIT":          "Permission is hereby granted, free of charge",
	"MPL-2.0":      "Mozilla Public License Version 2.0",
	"OFL-1.1":      "SIL OPEN FONT LICENSE Version 1.1",
}

// TestTheNoticeNamesWhatIsShipped: every module that a program is built from, with the
// licence that lies in it, and no other.
func TestTheNoticeNamesWhatIsShipped(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", ".", "../playwasm").Output()
	if err != nil {
		t.Skip("there is no go here: ", err)
	}
	folder := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		if words := strings.Fields(line); len(words) == 2 {
			folder[words[0]] = words[1]
		}
	}
	var named []string
	for line := range strings.Lines(scenario("../../NOTICE")) {
		words := strings.Fields(line)
		if len(words) < 3 || licences[words[1]] == "" {
			continue
		}
		module, licence := words[0], words[1]
		named = append(named, module)
		if folder[module] == "" {
			t.Errorf("%s is named, and no program holds it", module)
			continue
		}
		texts, _ := filepath.Glob(filepath.Join(folder[module], "[LC][IO][CP][EY][NI]*"))
		if !slices.ContainsFunc(texts, func(file string) bool {
			text, err := os.ReadFile(file)
			return err == nil && strings.Contains(strings.Join(strings.Fields(string(text)), " "), licences[licence])
		}) {
			t.Errorf("%s: no licence in %v is %s", module, texts, licence)
		}
	}
	for module := range folder {
		if !slices.Contains(named, module) {
			t.Errorf("NOTICE does not name %s", module)
		}
	}
}
