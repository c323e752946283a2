package sim

import "time"

// An Alarm is a timer in the memory of its owner: to kill the owner calls it off. It
// acts once each time that it is set. The zero Alarm is off.
type Alarm struct {
	owner *Owner
	act   Action
	timer Timer
	set   Element[Alarm] // in the owner's list
}

// Set lets a act for the owner d from now, in place of what the alarm was set for.
func (m *Alarm) Set(o *Owner, d time.Duration, a Action) {
	m.Off()
	m.owner, m.act = o, a
	m.timer = o.world.After(d, o, m)
	o.alarms.Add(&m.set, m)
}

// Off calls the alarm off, and reports whether it was set.
func (m *Alarm) Off() bool {
	if m.act == nil {
		return false
	}
	m.owner.world.Cancel(m.timer)
	m.clear()
	return true
}

// Act is the timer.
func (m *Alarm) Act() {
	a := m.act
	m.clear()
	a.Act()
}

func (m *Alarm) clear() {
	m.owner.alarms.Remove(&m.set)
	m.act = nil
}
