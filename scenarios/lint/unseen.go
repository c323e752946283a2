package lint

// unseen tells of invariants that nothing could violate, in none of their variants.
func (a *arm) unseen() {
	for i := range a.scenario.Invariants {
		v := &a.scenario.Invariants[i]
		var why string
		for _, arm := range a.scenario.Variants {
			if !v.Holds(arm.Name) {
				continue
			}
			if why = v.Unseen(a.scenario, arm.Name); why == "" {
				break
			}
		}
		if why != "" {
			a.note(v.Pos, true, "this invariant shows nothing: nothing could violate it", why, "a fact that can happen here, or no such invariant")
		}
	}
}
