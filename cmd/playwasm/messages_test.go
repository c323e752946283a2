package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

// ask puts a question as a page does.
func ask(t *testing.T, q question) answer {
	t.Helper()
	text, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal(new(simulator).reply(text), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheLibraryIsListedAndHasItsSource(t *testing.T) {
	names := ask(t, question{Ask: "list"}).Names
	if len(names) != len(scenarios.Library()) {
		t.Fatalf("%d names, want %d", len(names), len(scenarios.Library()))
	}
	source := ask(t, question{Ask: "source", Name: "circuit-breaker"})
	checked := ask(t, question{Ask: "check", Name: "mine", Text: source.Text})
	if checked.Title == "" || fmt.Sprint(checked.Variants) != "[without with]" || checked.Problems != nil {
		t.Errorf("its text is checked as %+v", checked)
	}
}

func TestAComplaintHasItsPlace(t *testing.T) {
	a := ask(t, question{Ask: "check", Text: "title = \"x\"\nduration = 3\n"})
	for _, p := range a.Problems {
		if p.Line == 2 && p.Column == 12 && strings.Contains(p.Message, "wrong type") && p.Allowed != "" {
			return
		}
	}
	t.Errorf("no complaint about line 2, column 12: %+v", a)
}

func TestAQuestionThatCannotBeAnsweredSaysWhy(t *testing.T) {
	for _, test := range []struct {
		q    question
		want string
	}{
		{question{Ask: "dance", Name: "mm1"}, `unknown question "dance"`},
		{question{Ask: "run", Name: "no-such"}, "no-such"},
		{question{Ask: "run", Name: "mm1", Variant: "no-such"}, "no-such"},
		{question{Ask: "compare", Name: "mm1", Seeds: mostSeeds + 1}, "1 to 1000"},
	} {
		if a := ask(t, test.q); !strings.Contains(a.Error, test.want) {
			t.Errorf("%+v: %q does not say %q", test.q, a.Error, test.want)
		}
	}
	if text := string(new(simulator).reply([]byte("{"))); !strings.Contains(text, "error") {
		t.Errorf("half a question is answered by %s", text)
	}
}

// compareNatively makes the results that the command line writes.
func compareNatively(t *testing.T, name string, seeds int, command string) string {
	t.Helper()
	s, err := scenarios.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	s.Measure = true
	c, err := scenarios.Compare(context.Background(), s, scenarios.CompareOptions{
		Seeds: scenarios.Seeds(1, seeds), Command: command, Run: storm.RunDeclared,
	})
	if err != nil {
		t.Fatal(err)
	}
	scenarios.Judge(s, c)
	var b strings.Builder
	if err := reports.JSON(c)(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestAComparisonIsThatOfTheCommandLine also where what is overloaded has to be told from
// what is metastable, by runs without the faults.
func TestAComparisonIsThatOfTheCommandLine(t *testing.T) {
	const command = "wavetank compare circuit-breaker --seeds 2"
	for _, name := range []string{"circuit-breaker", "retry-storm"} {
		a := ask(t, question{Ask: "compare", Name: name, Seeds: 2, Command: command})
		if want := compareNatively(t, name, 2, command); a.Results != want {
			t.Errorf("%s: the page is told another comparison", name)
		}
		if one := strings.Join(a.Finding, " "); len(a.Finding) != 3 || !strings.Contains(a.Results, one[:40]) {
			t.Errorf("%s: the page is told the lines %q", name, a.Finding)
		}
	}
}

// TestMoreSeedsOfTheSameAreAddedToThoseThatAreKnown: a page asks for more and more.
func TestMoreSeedsOfTheSameAreAddedToThoseThatAreKnown(t *testing.T) {
	var x simulator
	for _, seeds := range []int{1, 3, 2} {
		text, err := json.Marshal(question{Ask: "compare", Name: "mm1", Seeds: seeds, Command: "again"})
		if err != nil {
			t.Fatal(err)
		}
		var a answer
		if err := json.Unmarshal(x.reply(text), &a); err != nil {
			t.Fatal(err)
		}
		if want := compareNatively(t, "mm1", seeds, "again"); a.Results != want {
			t.Errorf("of %d seeds after others the page is told another comparison", seeds)
		}
		if x.last.done != seeds || len(a.Course) == 0 {
			t.Errorf("%d runs are kept, want %d", x.last.done, seeds)
		}
	}
}

// TestRunsThatOthersMadeAreComparedAsOnesOwn: several workers of a page make them. What is
// missing is made, and what is of another seed refused.
func TestRunsThatOthersMadeAreComparedAsOnesOwn(t *testing.T) {
	q := question{Ask: "compare", Name: "circuit-breaker", Seeds: 3, Command: "again"}
	for _, seed := range []uint64{3, 1} {
		a := ask(t, question{Ask: "make", Name: q.Name, Seed: seed})
		if len(a.Runs) != 2 {
			t.Fatalf("%d runs are made: %s", len(a.Runs), a.Error)
		}
		q.Made = append(q.Made, made{seed, a.Runs})
	}
	if a, want := ask(t, q), compareNatively(t, q.Name, 3, "again"); a.Results != want {
		t.Errorf("of runs that others made the page is told another comparison: %s", a.Error)
	}
	q.Made[0].Seed = 2
	if a := ask(t, q); !strings.Contains(a.Error, "with seed 2 is one of without with seed 3") {
		t.Errorf("runs of another seed are compared: %q", a.Error)
	}
	q.Made[0].Runs[0] = q.Made[0].Runs[0][1:]
	if a := ask(t, q); a.Error == "" {
		t.Error("a damaged run is compared")
	}
}

// TestAnotherTextIsAnotherScenario to one who was asked about the same name before, and a
// mistake in it is not answered with what was read then.
func TestAnotherTextIsAnotherScenario(t *testing.T) {
	var x simulator
	titled := func(title string) question {
		return question{Ask: "check", Name: "mine", Text: title + "\nduration = \"1s\"\n[nodes.a]\nroutes.b = { work = \"1ms\" }\n[loads.c]\nto = \"a.b\"\nrate = \"1/s\"\n"}
	}
	for _, title := range []string{`title = "one"`, `title = "two"`, `titel = "three"`, `title = "two"`} {
		a, err := x.answer(t.Context(), titled(title))
		if _, want, _ := strings.Cut(title, "title = "); strings.Trim(want, `"`) != a.Title || (err == nil) != (want != "") {
			t.Errorf("%s: the page is told of %q, %v", title, a.Title, err)
		}
	}
}

func TestAKnobIsShownAndTurned(t *testing.T) {
	a := ask(t, question{Ask: "check", Name: "circuit-breaker"})
	if len(a.Knobs) != 1 || a.Knobs[0].Pattern != "breaker" || a.Knobs[0].Knobs[0].Value != "50%" || !a.Knobs[0].Knobs[0].Said {
		t.Fatalf("the knobs are %+v", a.Knobs)
	}
	turned := ask(t, question{Ask: "put", Name: "circuit-breaker", Pattern: "breaker", Key: "failure_rate", Value: "30%"})
	if again := ask(t, question{Ask: "check", Text: turned.Text}); again.Knobs[0].Knobs[0].Value != "30%" {
		t.Errorf("after turning it is %+v", again.Knobs[0].Knobs[0])
	}
	for _, q := range []question{{Ask: "put", Name: "circuit-breaker", Pattern: "x"}, {Ask: "put", Name: "circuit-breaker", Pattern: "breaker", Key: "x"}} {
		if a := ask(t, q); !strings.Contains(a.Error, `"x"`) {
			t.Errorf("%+v: %+v", q, a)
		}
	}
}

func TestStepsBeginWhereTheyAreAskedFor(t *testing.T) {
	a := ask(t, question{Ask: "steps", Name: "circuit-breaker", Variant: "with", From: 22})
	if a.Steps == nil || len(a.Steps.Steps) != mostSteps || a.Steps.Ended {
		t.Fatalf("the steps are %+v", a.Steps)
	}
	opened := false
	for _, s := range a.Steps.Before {
		opened = opened || s.Who == "checkout" && s.State == "breaker.opened to payment" && s.Count > 0 && s.At > 20 && s.At < 22
	}
	if !opened {
		t.Errorf("nobody knows that the breaker opened: %+v", a.Steps.Before)
	}
	for i, s := range a.Steps.Steps {
		if s.At < 22 || s.To != "" && (s.Sent > s.At || s.Sent < 20) || i > 0 && s.At < a.Steps.Steps[i-1].At {
			t.Errorf("step %d is %+v", i, s)
		}
	}
	if end := ask(t, question{Ask: "steps", Name: "circuit-breaker", From: 60}); end.Steps == nil || !end.Steps.Ended {
		t.Errorf("from the end on there is %+v", end)
	}
	if a := ask(t, question{Ask: "steps", Name: "mm1", From: -1}); !strings.Contains(a.Error, "outside of the run") {
		t.Errorf("before the beginning there is %+v", a)
	}
}

// TestWhatAChangeDidIsToldAsDiffTellsIt holds what a page is told to the differences that
// wavetank diff finds between the same two results.
func TestWhatAChangeDidIsToldAsDiffTellsIt(t *testing.T) {
	const name, seeds = "circuit-breaker", 3
	text := ask(t, question{Ask: "source", Name: name}).Text
	changed := strings.Replace(text, `open_for     = "2s"`, `open_for     = "8s"`, 1)
	was := ask(t, question{Ask: "compare", Name: name, Text: text, Seeds: seeds})
	before, err := reports.ReadSaved([]byte(was.Results))
	if err != nil {
		t.Fatal(err)
	}
	is := ask(t, question{Ask: "compare", Name: name, Text: changed, Seeds: seeds, Before: before[0]})
	after, err := reports.ReadSaved([]byte(is.Results))
	if err != nil {
		t.Fatal(err)
	}
	d, err := reports.NewDiff(before, after)
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]shift{}
	for _, c := range is.Since {
		if c.Same != (c.Variant == "without") || c.Pairs != seeds {
			t.Errorf("%+v: one arm alone was changed, in %d seeds", c, seeds)
		}
		told[c.Variant+c.Measure] = c
	}
	differ := 0
	for _, c := range d.Changes {
		got, ok := told[c.Variant+reports.Subject{Load: c.Load, Metric: c.Metric}.Words()]
		if ok != c.Gated {
			t.Errorf("%s of %s is told: %v", c.Metric, c.Variant, ok)
		}
		if change, interval := c.Figures(); ok && (got.Change != change || got.Interval != interval || got.Verdict != c.Verdict) {
			t.Errorf("%s of %s: %+v, and diff finds %s (%s)", c.Metric, c.Variant, got, change, interval)
		}
		if ok && c.Verdict == reports.Worse {
			differ++
		}
	}
	if differ == 0 {
		t.Error("a breaker that stays open for long changes nothing")
	}
	other := ask(t, question{Ask: "compare", Name: name, Text: changed, Seed: 100, Seeds: 1, Before: before[0]})
	if other.Since != nil || other.Error != "" {
		t.Errorf("seeds that are not in both results are told as %+v, %s", other.Since, other.Error)
	}
}
