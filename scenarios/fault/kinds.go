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
		kind[Crash]("crash", "Takes machines down: memory is lost, the disk keeps what was synced. The end of the fault is a restart."),
		kind[Pause]("pause", "Freezes machines while time goes on elsewhere."),
		kind[Hang]("hang", "Makes nodes accept requests and answer none; the work is kept until the fault ends."),
		kind[Slow]("slow", "Stretches all work."),
		kind[Gray]("gray", "Stretches all work but that of the spared routes: health checks pass."),
		kind[Errors]("errors", "Makes requests fail after their work."),
		kind[Partition]("partition", "Cuts groups off from each other, or one end from all others."),
		kind[Loss]("loss", "Loses messages independently."),
		kind[BurstLoss]("burst", "Loses messages in bursts: a link alternates between a good and a bad state."),
		kind[Delay]("delay", "Adds to the latency."),
		kind[Duplicate]("duplicate", "Delivers messages twice."),
		kind[Disorder]("reorder", "Holds messages back so that later ones overtake."),
		asked(kind[Corrupt]("corrupt", "Flips bits of messages. A stream has a checksum: it drops them and sends them again. A datagram arrives as garbage, which its receiver drops, or as a message that says something else. Storms draw it only if [storm] names it.")),
		kind[Throttle]("throttle", "Narrows a link."),
		kind[ClockStep]("clock-step", "Sets clocks forward or back; the end of the fault sets them right."),
		kind[ClockDrift]("clock-drift", "Makes clocks run too fast or too slow."),
		kind[DiskSlow]("disk-slow", "Stretches writes and syncs."),
		kind[DiskFull]("disk-full", "Makes every write fail."),
		asked(kind[DiskLost]("disk-lost", "Takes machines down that come back with an empty disk, at the end of the fault: what was synced is lost, too. Storms draw it only if [storm] names it.")),
		asked(kind[Flush]("flush", "Empties the caches in the memory of machines, which go on: it is over as it has begun. Storms draw it only if [storm] names it.")),
	}
}

func kind[E any, P interface {
	*E
	Effect
}](name, words string) Kind {
	return Kind{Name: name, Words: words, New: func() Effect { return P(new(E)) }}
}

func asked(k Kind) Kind {
	k.Asked = true
	return k
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
