package scenarios

func invariant(s *Scenario) error { return nil }
