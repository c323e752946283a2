package lint

import "wavetank/scenarios/language"

// Utilisation returns the share of the workers of a node that are busy on average
// under a variant, while nothing goes wrong and nothing is tried twice.
func Utilisation(s *language.Scenario, v language.Variant, node string) float64 {
	a := newArm(s, v)
	n := a.nodes[node]
	if n == nil || n.Workers == 0 {
		return 0
	}
	return a.use(n).mean
}
