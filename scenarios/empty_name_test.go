package scenarios

import (
	"reflect"
	"strings"
	"testing"

	"wavetank/patterns/catalog"
	"wavetank/patterns/knob"
)

// TestAnEmptyNameIsNoName: every key of every pattern that names something refuses "", in
// the scenario that shows the pattern; so do those of nodes, loads and faults.
func TestAnEmptyNameIsNoName(t *testing.T) {
	tried := 0
	refuse := func(scenario, key, value string) {
		t.Helper()
		tried++
		if _, err := OpenWith(scenario, Setting{Key: key, Value: value, From: "--set"}); err == nil || !strings.Contains(err.Error(), "empty name") {
			t.Errorf("%s with %s = %s: %v", scenario, key, value, err)
		}
	}
	for _, door := range catalog.All() {
		s, err := Open(door.Flagship)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range s.Patterns {
			if p.Kind != door.Kind {
				continue
			}
			for _, f := range knob.Fields(reflect.ValueOf(p.Config).Elem()) {
				switch {
				case f.Kind == "":
				case f.Value.Kind() == reflect.String:
					refuse(door.Flagship, "patterns."+p.Name+"."+f.Key, `""`)
				case f.Value.Kind() == reflect.Slice && f.Value.Type().Elem().Kind() == reflect.String:
					refuse(door.Flagship, "patterns."+p.Name+"."+f.Key, `[""]`)
				}
			}
			break
		}
	}
	refuse("circuit-breaker", "nodes.payment.region", `""`)
	refuse("circuit-breaker", "loads.shoppers.region", `""`)
	refuse("circuit-breaker", "nodes.payment.database", `""`)
	if tried < 15 {
		t.Errorf("only %d keys name something", tried)
	}
}

// TestNobodyIsPreferredWhoIsNotThere: the number of a member is held against the group.
func TestNobodyIsPreferredWhoIsNotThere(t *testing.T) {
	for _, algorithm := range []string{"static", "raft", "bully"} {
		_, err := Parse("test.toml", []byte(`
title = "a leader who is not there"
duration = "3s"
[nodes.kv]
instances = 3
routes.put = { op = "write" }
[loads.l]
to = "kv.put"
rate = "40/s"
[patterns.p]
kind = "election"
on = ["kv", "l -> kv"]
algorithm = "`+algorithm+`"
prefer = 4
`))
		want := "there is no member 4: the group has 3"
		if algorithm == "bully" {
			want = "has no effect"
		}
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "test.toml:14:10") && algorithm != "bully" {
			t.Errorf("%s: want %q, got %v", algorithm, want, err)
		}
	}
}
