package fault

// A Kind is a kind of fault, under its name in scenario files.
type Kind struct {
	Name string
	New  func() Effect
}

// Kinds lists the kinds of faults.
func Kinds() []Kind {
	return []Kind{
		{"crash", func() Effect { return new(Crash) }},
		{"pause", func() Effect { return new(Pause) }},
		{"hang", func() Effect { return new(Hang) }},
		{"slow", func() Effect { return new(Slow) }},
		{"gray", func() Effect { return new(Gray) }},
		{"errors", func() Effect { return new(Errors) }},
		{"partition", func() Effect { return new(Partition) }},
		{"loss", func() Effect { return new(Loss) }},
		{"burst", func() Effect { return new(BurstLoss) }},
		{"delay", func() Effect { return new(Delay) }},
		{"duplicate", func() Effect { return new(Duplicate) }},
		{"reorder", func() Effect { return new(Disorder) }},
		{"throttle", func() Effect { return new(Throttle) }},
		{"clock-step", func() Effect { return new(ClockStep) }},
		{"clock-drift", func() Effect { return new(ClockDrift) }},
		{"disk-slow", func() Effect { return new(DiskSlow) }},
		{"disk-full", func() Effect { return new(DiskFull) }},
	}
}

// KindNames lists the names of the kinds.
func KindNames() []string {
	var names []string
	for _, k := range Kinds() {
		names = append(names, k.Name)
	}
	return names
}

// New returns a fresh effect of a kind, or nil.
func New(kind string) Effect {
	for _, k := range Kinds() {
		if k.Name == kind {
			return k.New()
		}
	}
	return nil
}
