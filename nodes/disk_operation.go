package nodes

import (
	"time"

	"wavetank/sim"
)

// An operation is something that the disk carries out.
type operation struct {
	effect
	disk   *Disk
	task   Task
	cost   time.Duration // at full pace
	wanted bool          // it waits for its turn or is under way
	queued sim.Element[operation]
}

// An effect is what an operation does when its time is over.
type effect interface {
	act() error
	told(error) // hears what came of it, once the next operation has begun
}

// add lets an operation wait for its turn.
func (d *Disk) add(op *operation) {
	d.count++
	op.disk, op.wanted = d, true
	d.waiting.Add(&op.queued, op)
	if d.active == nil {
		d.next()
	}
}

// abandon drops all operations, as the node crashes.
func (d *Disk) abandon() {
	for op := d.waiting.First(); op != nil; op = d.waiting.First() {
		op.leave()
	}
	if d.active != nil {
		d.active.leave()
	}
}

// next begins the oldest operation that waits.
func (d *Disk) next() {
	d.active = d.waiting.First()
	if op := d.active; op != nil {
		d.waiting.Remove(&op.queued)
		d.platter.start(&op.task, op.cost, op)
	}
}

// Act is the end of the operation's time: it takes effect, before the next one
// begins.
func (op *operation) Act() {
	err := op.act()
	op.wanted = false
	op.disk.next()
	op.told(err)
}

// leave drops an operation that nobody waits for any more.
func (op *operation) leave() {
	d := op.disk
	switch {
	case !op.wanted:
		return
	case d.active == op:
		d.platter.stop(&op.task)
		d.next()
	default:
		d.waiting.Remove(&op.queued)
	}
	op.wanted = false
}

// An access is an operation for which a process waits.
type access struct {
	operation
	does accessKind
	file *file
	data []byte
	proc *sim.Proc
	err  error
}

type accessKind uint8

const (
	appends accessKind = iota
	replaces
	syncs
)

// do has the process wait until the disk has come to its operation.
func (d *Disk) do(p *sim.Proc, cost time.Duration, what access) error {
	a := d.spare.Take()
	a.does, a.file, a.data, a.proc, a.cost, a.effect = what.does, what.file, what.data, p, cost, a
	d.add(&a.operation)
	defer func() { // also if the process is killed
		a.leave()
		a.data, a.proc = nil, nil
		d.spare.Put(a)
	}()
	for a.wanted {
		p.Park()
	}
	return a.err
}

func (a *access) act() error {
	size := int64(len(a.data))
	switch a.does {
	case syncs:
		return a.disk.flush(a.file)
	case replaces:
		size -= int64(len(a.file.now().data))
	}
	if err := a.disk.take(size); err != nil {
		return err
	}
	if a.does == replaces {
		a.file.replace(a.data)
	} else {
		a.file.append(a.data)
	}
	return nil
}

// told lets the process go on.
func (a *access) told(err error) {
	a.err = err
	a.proc.Wake()
}
