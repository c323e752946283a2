package cqrs_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"wavetank/patterns/cqrs"
	"wavetank/patterns/knob"
	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

// corner is a shop at a corner: the tests below change one thing each.
const corner = `
title    = "x"
duration = "30s"
nodes.app   = { routes.visit = { calls = ["shop.buy", "pages.page"] } }
nodes.shop  = { instances = %[1]d, routes.buy = { op = "write" } }
nodes.pages = { instances = %[2]d, routes.page = { op = "read" } }
links."*" = { latency = "1ms" }
loads.visitors = { to = "app.visit", rate = "40/s", until = "20s", timeout = "5s", keys = 10 }
patterns.it = { kind = "cqrs", on = ["shop", "pages", "app -> *"], %[3]s, commands = [{ route = "shop.buy" }], projections = [{ name = "page", queries = ["pages.page"], %[4]s }] }
variants.it = ["it"]
`

func at(t *testing.T, shops, pages int, pattern, projection string, faults ...scenarios.Fault) *reports.Summary {
	t.Helper()
	s, err := scenarios.Parse("corner.toml", fmt.Appendf(nil, corner, shops, pages, pattern, projection))
	if err != nil {
		t.Fatal(err)
	}
	s.Faults = faults
	run, err := scenarios.Run(t.Context(), s, "", 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"cqrs.wrong", "cqrs.lost"} {
		if n := run.Fact(bad); n > 0 {
			t.Errorf("%d times %s", n, bad)
		}
	}
	return run
}

// A claim is about the numbers of a run.
type claim struct {
	metric string
	lo, hi float64
}

func TestWhatAProjectionCosts(t *testing.T) {
	for _, c := range []struct {
		name                string
		shops, pages        int
		pattern, projection string
		claims              []claim
	}{
		{"pushed events are a message away", 1, 1, `token = false`, ``, []claim{
			{"delays.cqrs.lag.max", 1, 1}, {"levels.cqrs.behind.last", 0, 0}}},
		{"each instance has its copy", 1, 3, `token = false`, ``, []claim{
			{"delays.cqrs.lag.count", 2300, 2500}, {"delays.cqrs.lag.max", 1, 1}, {"facts.cqrs.violated", 0, 0}}},
		{"several instances have one log", 3, 1, `token = true`, `work = "5ms"`, []claim{
			{"facts.cqrs.recorded", 823, 823}, {"facts.cqrs.violated", 0, 0}, {"ok", 823, 823}}},
		{"a poll finds all that there is", 1, 1, `token = false`, `delivery = "poll", interval = "1s"`, []claim{
			{"delays.cqrs.lag.mean", 480, 520}, {"delays.cqrs.lag.max", 990, 1002}}},
		{"a poll takes no more than its batch", 1, 1, `token = false`, `delivery = "poll", interval = "1s", batch = 20`, []claim{
			{"levels.cqrs.behind.max", 400, 450}, {"levels.cqrs.behind.last", 230, 250}}},
		{"a transaction shows all of it at once", 1, 1, `token = false`, `work = "1ms", delivery = "poll", interval = "1s", transaction = 1000`, []claim{
			{"delays.cqrs.lag.mean", 520, 560}}},
		{"two lanes do twice as much", 1, 1, `token = false`, `work = "40ms", transaction = 20, lanes = 2`, []claim{
			{"levels.cqrs.behind.max", 1, 60}, {"levels.cqrs.behind.last", 0, 0}}},
		{"one lane does not keep up", 1, 1, `token = false`, `work = "40ms", transaction = 20`, []claim{
			{"levels.cqrs.behind.max", 250, 500}}},
		{"a token waits for the projection", 1, 1, `token = true`, `work = "50ms"`, []claim{
			{"facts.cqrs.violated", 0, 800}, {"facts.cqrs.gave_up", 1, 800}, {"delays.cqrs.waited.max", 1000, 1000}, {"degraded", 700, 823}}},
		{"who waits no longer gets an error", 1, 1, `token = true, wait = "20ms", fallback = "error"`, `work = "50ms"`, []claim{
			{"facts.cqrs.violated", 0, 0}, {"failed", 700, 823}}},
		{"or the answer of the write side, for the join", 1, 1, `token = true, wait = "20ms", fallback = "write"`, `work = "50ms", join = "30ms"`, []claim{
			{"facts.cqrs.violated", 0, 0}, {"error_rate", 0, 0}, {"p50", 58, 58}}},
		{"one model is never behind", 1, 1, `model = "one"`, `work = "50ms", join = "30ms"`, []claim{
			{"facts.cqrs.violated", 0, 0}, {"facts.cqrs.stale", 0, 0}, {"p50", 38, 38}}},
		{"and its joins wait in line", 1, 1, `model = "one", width = 1`, `join = "30ms"`, []claim{
			{"p50", 1000, 5000}}},
		{"a poisonous event stops it", 1, 1, `token = false`, `poison = "1%"`, []claim{
			{"spans.cqrs.stopped.count", 1, 1}, {"levels.cqrs.behind.last", 100, 800}, {"facts.cqrs.parked", 0, 0}}},
		{"or is put aside, and is missing for good", 1, 1, `token = false`, `poison = "1%", on_poison = "park"`, []claim{
			{"spans.cqrs.stopped.count", 0, 0}, {"levels.cqrs.behind.last", 0, 0}, {"facts.cqrs.parked", 2, 20}}},
		{"made anew beside the live one nothing is taken back", 1, 1, `token = false`, `work = "5ms", rebuild_at = "10s"`, []claim{
			{"facts.cqrs.switched", 1, 1}, {"facts.cqrs.regressed", 0, 0}, {"levels.cqrs.behind.last", 0, 0}, {"delays.cqrs.lag.max", 0, 100}}},
		{"made anew in its place everything is", 1, 1, `token = false`, `work = "5ms", rebuild_at = "10s", rebuild = "in-place"`, []claim{
			{"facts.cqrs.switched", 1, 1}, {"facts.cqrs.regressed", 1, 1}, {"levels.cqrs.behind.max", 450, 550}, {"levels.cqrs.behind.last", 0, 0}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := at(t, c.shops, c.pages, c.pattern, c.projection)
			for _, x := range c.claims {
				if got := told(t, run, x.metric); got < x.lo || got > x.hi {
					t.Errorf("%s is %v, not in %v..%v", x.metric, got, x.lo, x.hi)
				}
			}
		})
	}
}

// Whenever it begins, a read model that is made anew ends as it should: what the
// live one has half done then is given up.
func TestMadeAnewAtAnyMoment(t *testing.T) {
	stride := 2
	if testing.Short() {
		stride = 9
	}
	for ms := 0; ms < 30; ms += stride {
		for _, where := range []string{"in-place", "blue-green"} {
			run := at(t, 1, 1, `token = false`, fmt.Sprintf(`work = "3ms", rebuild_at = "10.%03ds", rebuild = %q`, ms, where))
			if told(t, run, "facts.cqrs.switched") != 1 || told(t, run, "levels.cqrs.behind.last") != 0 {
				t.Errorf("%s at 10.%03d s: %v", where, ms, run.Facts)
			}
		}
	}
}

// An inline projection is part of the command, and never behind it, whichever
// instance is asked.
func TestInlineIsNeverBehind(t *testing.T) {
	for instances, latency := range map[int]claim{1: {"p50", 7, 8}, 3: {"p50", 7, 12}} {
		s, err := scenarios.Parse("inline.toml", fmt.Appendf(nil, `
title    = "x"
duration = "10s"
nodes.app  = { routes.visit = { calls = ["shop.buy", "shop.page"] } }
nodes.shop = { instances = %d, disk = { fsync = "2ms" }, routes.buy = {}, routes.page = {} }
links."shop <-> shop" = { latency = "1ms" }
loads.visitors = { to = "app.visit", rate = "20/s", keys = 1000 }
patterns.it = { kind = "cqrs", on = ["shop", "app -> shop"], commands = [{ route = "shop.buy" }], projections = [{ name = "page", queries = ["shop.page"], delivery = "inline", work = "5ms", join = "1s" }] }
variants.it = ["it"]
`, instances))
		if err != nil {
			t.Fatal(err)
		}
		run, err := scenarios.Run(t.Context(), s, "", 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []claim{{"delays.cqrs.lag.max", 0, 0}, {"levels.cqrs.behind.max", 0, 0}, {"facts.cqrs.violated", 0, 0}, {"facts.cqrs.own_read", 150, 250}, latency} {
			if got := told(t, run, x.metric); got < x.lo || got > x.hi {
				t.Errorf("%d instances: %s is %v, not in %v..%v", instances, x.metric, got, x.lo, x.hi)
			}
		}
	}
}

// A command that comes again is recorded once, and told where; not even one that
// took the last unit is refused then.
func TestACommandThatComesAgainIsRecordedOnce(t *testing.T) {
	s, err := scenarios.Parse("again.toml", []byte(`
title    = "x"
duration = "60s"
nodes.app   = { routes.visit = { calls = ["shop.buy"], timeout = "20ms" } }
nodes.shop  = { routes.buy = {} }
nodes.pages = { routes.page = {} }
links."*" = { latency = "1ms", loss = "20%", transport = "datagram" }
loads.visitors = { to = "app.visit", rate = "20/s", until = "40s", keys = 1000000 }
patterns.again = { kind = "retry", on = "app -> shop", attempts = 20, base = "1ms" }
patterns.it = { kind = "cqrs", on = ["shop", "pages"], aggregates = [{ name = "stock", opening = 1 }], commands = [{ route = "shop.buy", change = -1 }], projections = [{ name = "page", queries = ["pages.page"], catch_up = "200ms" }] }
variants.it = ["again", "it"]
`))
	if err != nil {
		t.Fatal(err)
	}
	run, err := scenarios.Run(t.Context(), s, "", 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	recorded, refused := run.Fact("cqrs.recorded"), run.Fact("cqrs.refused")
	if sent := run.Fact("attempt.sent"); recorded < 500 || refused > 0 || sent < 2*recorded+100 {
		t.Errorf("%d recorded, %d refused of %d attempts", recorded, refused, sent)
	}
	if behind := told(t, run, "levels.cqrs.behind.last"); behind > 0 {
		t.Errorf("%v events that were pushed and lost are missing still", behind)
	}
}

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	command := cqrs.Command{Route: "shop.buy", Event: "bought"}
	projection := knob.Default[cqrs.Projection]()
	projection.Name, projection.Queries = "page", []string{"pages.page"}
	for _, c := range []struct {
		name, want string
		change     func(*cqrs.Config)
	}{
		{"no command", "commands", func(c *cqrs.Config) { c.Commands = nil }},
		{"no projection", "projections", func(c *cqrs.Config) { c.Projections = nil }},
		{"a log on two nodes", "different nodes", func(c *cqrs.Config) { c.Commands = append(c.Commands, cqrs.Command{Route: "bank.pay"}) }},
		{"a command twice", "twice", func(c *cqrs.Config) { c.Commands = append(c.Commands, command) }},
		{"an aggregate that is not there", "no aggregate", func(c *cqrs.Config) { c.Commands[0].Aggregate = "cart" }},
		{"an aggregate twice", "twice", func(c *cqrs.Config) { c.Aggregates = []cqrs.Aggregate{{Name: "a"}, {Name: "a"}} }},
		{"a projection twice", "twice", func(c *cqrs.Config) { c.Projections = append(c.Projections, projection) }},
		{"a query that is a command", "is a command", func(c *cqrs.Config) { c.Projections[0].Queries = []string{"shop.buy"} }},
		{"queries on two nodes", "two read models", func(c *cqrs.Config) { c.Projections[0].Queries = []string{"pages.page", "app.page"} }},
		{"no query", "projections.1.queries: is missing", func(c *cqrs.Config) { c.Projections[0].Queries = nil }},
		{"an event that nobody leaves", "no command leaves", func(c *cqrs.Config) { c.Projections[0].Events = []string{"sold"} }},
		{"inline elsewhere", "cannot be inline", func(c *cqrs.Config) { c.Projections[0].Delivery = "inline" }},
		{"more lanes than events", "idle", func(c *cqrs.Config) { c.Projections[0].Lanes = 2 }},
		{"inline and poisonous", "inline", func(c *cqrs.Config) {
			c.Projections[0].Delivery, c.Projections[0].Queries, c.Projections[0].Poison = "inline", []string{"shop.page"}, 0.1
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := cqrs.Default()
			config.Commands, config.Projections = []cqrs.Command{command}, []cqrs.Projection{projection}
			if err := knob.Check(&config); err != nil {
				t.Fatal(err)
			}
			c.change(&config)
			err := knob.Check(&config)
			var field *knob.FieldError
			if !errors.As(err, &field) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}
