package cache_test

import (
	"fmt"
	"math"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

// asked is a shop whose readers ask for one of many prices, each shop machine with a part
// of the calls. It takes the places of the cache, and of whom it is asked by.
const asked = `
title    = "Prices that are kept"
duration = "50s"

[nodes.shop]
instances = 3
pick      = "round-robin"
routes.page = { work = "100us", calls = ["%s"] }

[nodes.kept]
routes.get  = { work = "100us" }
routes.pass = { work = "100us", calls = ["database.price"] }

[nodes.database]
routes.price = { work = "100us", op = "read" }

[loads.readers]
to   = "shop.page"
rate = "%d/s"
keys = %d
skew = %g

[patterns.cache]
kind     = "cache"
ttl      = "%s"
capacity = %d
coalesce = false
%s

[patterns.beside]
kind    = "sidecar"
on      = "shop"
carries = ["cache"]

[variants]
cache  = ["cache"]
beside = ["beside"]
`

// places are where a cache may be, and how many hold answers for the readers.
var places = []struct {
	name, calls, lies, variant string
	holders                    float64
}{
	{"in each caller", "database.price", `on = "shop -> database"`, "cache", 3},
	{"in a proxy beside each caller", "database.price", `on = "shop -> database"`, "beside", 3},
	{"on a node that callers ask first", "database.price", `on = ["shop -> database", "kept"]` + "\nstore = \"kept.get\"", "cache", 1},
	{"on a node before the dependency", "kept.pass", `on = "kept -> database"`, "cache", 1},
}

// share returns the part of the reads that a cache answers.
func share(t *testing.T, text, variant string) float64 {
	t.Helper()
	s, err := scenarios.Parse("asked.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := scenarios.Run(t.Context(), s, variant, 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	hits, missed := count(sum, "cache.hit"), count(sum, "cache.missed")
	if all := count(sum, "request.ok"); hits+missed < all || hits+missed > all+5 {
		t.Errorf("%v hits and %v misses of %v reads", hits, missed, all)
	}
	return hits / (hits + missed)
}

func count(s *reports.Summary, fact string) float64 {
	for _, f := range s.Facts {
		if f.Name == fact {
			return float64(f.Count)
		}
	}
	return 0
}

// TestTruthOfEveryPlace holds the share of hits against Che's approximation, and that of
// answers with a time to live against renewal theory, wherever the cache is: the holders
// share the calls, and each fills its own memory.
func TestTruthOfEveryPlace(t *testing.T) {
	const rate, items, capacity, skew = 400, 300, 60, 1.0
	for _, p := range places {
		t.Run(p.name, func(t *testing.T) {
			got := share(t, fmt.Sprintf(asked, p.calls, rate, items, skew, "1h", capacity, p.lies), p.variant)
			if want := che(items, capacity, skew); math.Abs(got-want) > .015 {
				t.Errorf("%.4f of the reads are hits, Che says %.4f", got, want)
			}
			got = share(t, fmt.Sprintf(asked, p.calls, rate, items, 0.0, "2s", items, p.lies), p.variant)
			lives := rate / p.holders / items * 2
			if want := lives / (1 + lives); math.Abs(got-want) > .015 {
				t.Errorf("%.4f of the reads are hits, renewal theory says %.4f", got, want)
			}
		})
	}
}
