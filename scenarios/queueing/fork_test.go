package queueing

import (
	"fmt"
	"testing"
)

// TestTruthOfScatterAndGather calls n leaves in parallel and waits for all of
// them, or for the first k.
func TestTruthOfScatterAndGather(t *testing.T) {
	for i, row := range readTable(t, "tail3_order_stats") {
		n := row.num("n")
		t.Run(fmt.Sprintf("%v of %v", row.num("k"), n), func(t *testing.T) {
			seldom(t, i < 2)
			text := fmt.Sprintf(`
[nodes.leaf]
routes.read = { work = "exp %s" }

[nodes.hub]
routes.all  = { calls = [[{ to = "leaf.read", repeat = %v }]] }
routes.most = { calls = [{ parallel = [{ to = "leaf.read", repeat = %v }], need = %v }] }

[loads.all]
to = "hub.all"
rate = "%s"

[loads.most]
to = "hub.most"
rate = "%s"
`, span(row.num("mean")), n, n, row.num("k"), per(0.05), per(0.05))
			experiment{
				row: row, text: text, spans: max(100_000, 2_500_000/n),
				measures: map[string]measure{
					"E_max":   latency("all"),
					"E_kth":   latency("most"),
					"p50_max": quantile("all", 0.5),
					"p99_max": quantile("all", 0.99),
				},
				given: "mean n k",
			}.run(t)
		})
	}
}
