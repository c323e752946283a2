package language

import (
	"reflect"
	"testing"
	"time"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

func TestKnobsTellWhatTheTagsSay(t *testing.T) {
	got := knob.Describe(&testConfig{})
	want := map[string]knob.Doc{
		"count":       {Kind: "integer", Default: "3", Range: "1 to 10", Doc: "how many"},
		"wait":        {Kind: "distribution", Default: "1ms"},
		"per":         {Kind: "rate", Range: "more than 0/s, 1000/s at most"},
		"words":       {Kind: "list of text", Default: "a,b", Enum: []string{"a", "b"}},
		"open_for":    {Kind: "duration", Default: "60s", Range: "1ns to 24h"},
		"nested.size": {Kind: "size", Default: "4KB"},
	}
	found := 0
	for _, k := range got {
		w, ok := want[k.Key]
		if !ok {
			continue
		}
		found++
		w.Key = k.Key
		if !reflect.DeepEqual(k, w) {
			t.Errorf("got  %+v\nwant %+v", k, w)
		}
	}
	if found != len(want) || got[0].Key != "count" {
		t.Errorf("knobs %+v", got)
	}
}

func TestAPresetValueIsADefault(t *testing.T) {
	if k := knob.Describe(&struct {
		Wait time.Duration `toml:"wait"`
	}{time.Second}); k[0].Default != "1s" {
		t.Errorf("%+v", k)
	}
}

// TestTagsOfTheLanguageAreWellFormed reads every range and every default that
// the schema names.
func TestTagsOfTheLanguageAreWellFormed(t *testing.T) {
	tables := []any{new(Scenario), new(Node), new(Route), new(Link), new(Workload), new(Step), new(Expect), new(fault.Schedule), new(faultHead), new(Call), new(groupCall), &testConfig{}}
	for _, kind := range fault.KindNames() {
		tables = append(tables, fault.New(kind))
	}
	for _, table := range tables {
		if err := knob.Sound(table); err != nil {
			t.Error(err)
		}
	}
}

func TestQuantitiesKeepTheirLastDigit(t *testing.T) {
	var got struct {
		Long time.Duration `toml:"long"`
		Big  int64         `toml:"big"`
	}
	r := &reader{Document: document.Parse("x", []byte("long = '87599h59m59.999999999s'\nbig = 9007199254740993"), form)}
	r.table(r.Root, []any{&got})
	if got.Long != 87600*time.Hour-1 || got.Big != 9007199254740993 || !r.Clean() {
		t.Errorf("%d %d %v", got.Long, got.Big, r.Err())
	}
}
