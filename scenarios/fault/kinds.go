package fault

// A Kind is a kind of fault, under its name in scenario files.
type Kind struct {
	Name  string
	Words string // what it does, for describe
	New   func() Effect
	Asked bool // a storm draws it only if its policy names it: few systems are made for it
}

// Kinds lists the kinds of faults.
func Kinds() []Kind {
	return []Kind{
		{Name: "crash", Words: "Takes machines down: memory is lost, the disk keeps what was synced. The end of the fault is a restart.",
			New: func() Effect { return new(Crash) }},
		{Name: "pause", Words: "Freezes machines while time goes on elsewhere.",
			New: func() Effect { return new(Pause) }},
		{Name: "hang", Words: "Makes nodes accept requests and answer none; the work is kept until the fault ends.",
			New: func() Effect { return new(Hang) }},
		{Name: "slow", Words: "Stretches all work.",
			New: func() Effect { return new(Slow) }},
		{Name: "gray", Words: "Stretches all work but that of the spared routes: health checks pass.",
			New: func() Effect { return new(Gray) }},
		{Name: "errors", Words: "Makes requests fail after their work.",
			New: func() Effect { return new(Errors) }},
		{Name: "partition", Words: "Cuts groups off from each other, or one end from all others.",
			New: func() Effect { return new(Partition) }},
		{Name: "loss", Words: "Loses messages independently.",
			New: func() Effect { return new(Loss) }},
		{Name: "burst", Words: "Loses messages in bursts: a link alternates between a good and a bad state.",
			New: func() Effect { return new(BurstLoss) }},
		{Name: "delay", Words: "Adds to the latency.",
			New: func() Effect { return new(Delay) }},
		{Name: "duplicate", Words: "Delivers messages twice.",
			New: func() Effect { return new(Duplicate) }},
		{Name: "reorder", Words: "Holds messages back so that later ones overtake.",
			New: func() Effect { return new(Disorder) }},
		{Name: "corrupt", Words: "Flips bits of messages. A stream has a checksum: it drops them and sends them again. A datagram arrives as garbage, which its receiver drops, or as a message that says something else. Storms draw it only if [storm] names it.",
			New: func() Effect { return new(Corrupt) }, Asked: true},
		{Name: "throttle", Words: "Narrows a link.",
			New: func() Effect { return new(Throttle) }},
		{Name: "clock-step", Words: "Sets clocks forward or back; the end of the fault sets them right.",
			New: func() Effect { return new(ClockStep) }},
		{Name: "clock-drift", Words: "Makes clocks run too fast or too slow.",
			New: func() Effect { return new(ClockDrift) }},
		{Name: "disk-slow", Words: "Stretches writes and syncs.",
			New: func() Effect { return new(DiskSlow) }},
		{Name: "disk-full", Words: "Makes every write fail.",
			New: func() Effect { return new(DiskFull) }},
		{Name: "disk-lost", Words: "Takes machines down that come back with an empty disk, at the end of the fault: what was synced is lost, too. Storms draw it only if [storm] names it.",
			New: func() Effect { return new(DiskLost) }, Asked: true},
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
