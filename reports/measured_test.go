package reports

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// drawPlaces returns some of four places, with numbers of chance.
func drawPlaces(t *rapid.T) (all []*Place) {
	for _, one := range []Place{
		{Sort: NodeSort, Name: "shop"}, {Sort: NodeSort, Name: "shop-1", Node: "shop"}, {Sort: RouteSort, Name: "shop.pay"}, {Sort: EdgeSort, Name: "users -> shop"},
	} {
		if rapid.IntRange(0, 4).Draw(t, "missing") == 0 {
			continue
		}
		p := new(Place)
		fill(t, reflect.ValueOf(p).Elem())
		p.Sort, p.Name, p.Node = one.Sort, one.Name, one.Node
		all = append(all, p)
	}
	return all
}

// TestAComparisonKeepsEveryStatisticOfAPlace holds what it keeps of places, of which some
// runs lack some, to what the runs themselves say.
func TestAComparisonKeepsEveryStatisticOfAPlace(t *testing.T) {
	names := []Metric{}
	for _, place := range []struct {
		sort *Sort
		name string
	}{{NodeSort, "shop"}, {NodeSort, "shop-1"}, {RouteSort, "shop.pay"}, {EdgeSort, "users -> shop"}, {EdgeSort, "nobody -> shop"}} {
		for _, st := range place.sort.stats() {
			names = append(names, place.sort.of(place.name, st))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var sums []*Summary
		for seed := range uint64(3) {
			sums = append(sums, &Summary{Variant: "run", Seed: seed, Places: drawPlaces(t)})
		}
		want := make([][]float64, len(names))
		for i, m := range names {
			for _, s := range sums {
				x, ok := m.Of(s, "")
				if !ok {
					x = math.NaN()
				}
				want[i] = append(want[i], x)
			}
		}
		c, err := Compare(Info{Scenario: "s", Variants: []Arm{{Name: "run"}}}, sums)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range names {
			cell, ok := c.cell(Name{Variant: "run", Metric: m.Name})
			if !ok {
				t.Fatalf("no %s", m.Name)
			}
			for k := range sums {
				if x, _ := cell.value(&c.Variants[0].Runs[k]); x != want[i][k] && !(math.IsNaN(x) && math.IsNaN(want[i][k])) {
					t.Fatalf("%s of run %d is %v, want %v", m.Name, k, x, want[i][k])
				}
			}
		}
	})
}
