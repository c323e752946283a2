package campaign

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"

	"wavetank/scenarios"
	"wavetank/scenarios/language"
)

// errDamaged is what a scanner returns where bytes are not what was written.
var errDamaged = errors.New("damaged")

// A Header says whose results a ledger holds. The command can be carried out with it
// alone: it has the text of the scenario, and the CSVs.
type Header struct {
	Build    string
	Scenario string
	Hash     string   // of the scenario with its settings
	Study    []string // what is asked, but for the number of seeds: a ledger is for one
	Args     []string // of the command line, without what only this machine needs
	Seeds    int      // that they ask for
	Name     string   // of the scenario, as it stands among the Args
	Text     []byte
	Files    map[string][]byte `json:",omitempty"`
}

// HeaderOf returns the header of a study of a scenario.
func HeaderOf(build, name string, s *scenarios.Scenario, study, args []string, seeds int) Header {
	return Header{Build: build, Scenario: s.Name(), Hash: s.Hash, Study: study, Args: args, Seeds: seeds, Name: name, Text: s.Origin.Text, Files: s.Origin.Files}
}

// Origin returns what the scenario is loaded from.
func (h Header) Origin() language.Origin { return language.Origin{Text: h.Text, Files: h.Files} }

// Differs says in what another header is about something else, or nothing.
func (h Header) Differs(o Header) string {
	switch {
	case h.Build != o.Build:
		return fmt.Sprintf("it was made by build %s, and this is %s", h.Build, o.Build)
	case h.Scenario != o.Scenario:
		return fmt.Sprintf("it is of the scenario %s, and this is %s", h.Scenario, o.Scenario)
	case !slices.Equal(h.Study, o.Study):
		return fmt.Sprintf("it is of %q, and this is %q", h.Study, o.Study)
	case h.Hash != o.Hash:
		return fmt.Sprintf("the scenario has changed since: it was %s and is %s", h.Hash, o.Hash)
	}
	return ""
}

// A Ledger is a file of results, which only grows. Several goroutines may use it.
type Ledger struct {
	Path   string
	Header Header
	Lazy   bool  // what is added reaches the disk when the system likes, which only the loss of power makes a difference to
	Torn   int64 // bytes that were cut off its end, or would be
	Lost   int   // damaged places that were left out, on request

	lock     sync.Mutex // guards what follows
	file     *os.File
	end      int64
	known    map[place]entry
	machines []string
}

// A place is where a result is asked for: the beginning of the SHA-256 of work and seed.
type place [16]byte

func placeOf(work Key, seed uint64) place {
	sum := UnitKey(work, []uint64{seed})
	return place(sum[:16])
}

// An entry says where the runs of a seed stand in the file, and what they come to.
type entry struct {
	offset  int64
	length  uint32
	machine uint32
	sum     uint64
}

// An Alarm is a run that came to two ends, which a run cannot: a processor, a memory or
// the program is broken.
type Alarm struct {
	Seed          uint64
	First, Second string // the machines
}

func (a *Alarm) Error() string {
	return fmt.Sprintf("nondeterminism: seed %d came to one result on %s and to another on %s, of the same build and scenario; one of them is broken, and nothing that rests on either can be trusted", a.Seed, a.First, a.Second)
}

// A Foreign ledger is one of something else.
type Foreign struct{ Path, Why string }

func (f *Foreign) Error() string {
	return fmt.Sprintf("the ledger %s is not of this: %s", f.Path, f.Why)
}

// append writes frames to the end and has them reach the disk, unless the ledger is lazy.
// It returns the offsets of the payloads. What was not written whole is cut off again.
func (l *Ledger) append(payloads ...[]byte) (offsets []int64, err error) {
	var data []byte
	for _, payload := range payloads {
		offsets = append(offsets, l.end+int64(len(data)+frameHead))
		data = append(data, frame(payload)...)
	}
	if _, err = l.file.WriteAt(data, l.end); err == nil && !l.Lazy {
		err = l.file.Sync()
	}
	if err != nil {
		return nil, fmt.Errorf("the ledger %s: %w", l.Path, errors.Join(err, l.file.Truncate(l.end)))
	}
	l.end += int64(len(data))
	return offsets, nil
}

// Add keeps results, and returns once they are on the disk. What is known already changes
// nothing; if it came to something else it is an *Alarm.
func (l *Ledger) Add(results ...*Result) error {
	l.lock.Lock()
	defer l.lock.Unlock()
	var payloads [][]byte
	for _, r := range results {
		fresh, err := l.fresh(r)
		if err != nil {
			return err
		}
		if fresh {
			payload, err := r.MarshalBinary()
			if err != nil {
				return err
			}
			payloads = append(payloads, payload)
		}
	}
	if payloads == nil {
		return nil
	}
	offsets, err := l.append(payloads...)
	if err != nil {
		return err
	}
	for i, payload := range payloads {
		err = errors.Join(err, l.note(payload, offsets[i]))
	}
	return err
}

// fresh reports whether a result holds something that is not known.
func (l *Ledger) fresh(r *Result) (fresh bool, err error) {
	for _, runs := range r.Runs {
		old, known := l.known[placeOf(r.Work, runs.Seed)]
		if known && old.sum != sumOf(runs.Data) {
			return false, &Alarm{runs.Seed, l.machines[old.machine], r.Machine}
		}
		fresh = fresh || !known
	}
	return fresh, nil
}

// Find returns the runs of a work with a seed, if they are known, and who made them.
func (l *Ledger) Find(work Key, seed uint64) (runs Runs, machine string, ok bool, err error) {
	l.lock.Lock()
	e, ok := l.known[placeOf(work, seed)]
	if ok {
		machine = l.machines[e.machine]
	}
	l.lock.Unlock()
	if !ok {
		return runs, "", false, nil
	}
	runs = Runs{Seed: seed, Data: make([]byte, e.length)}
	if _, err = l.file.ReadAt(runs.Data, e.offset); err == nil && sumOf(runs.Data) != e.sum {
		err = &Damage{l.Path, e.offset}
	}
	return runs, machine, err == nil, err
}

// note takes in a result that stands in the file.
func (l *Ledger) note(payload []byte, offset int64) error {
	var r Result
	at, err := r.read(payload)
	if err != nil {
		return &Damage{l.Path, offset}
	}
	for i, runs := range r.Runs {
		where, fresh := placeOf(r.Work, runs.Seed), entry{offset + int64(at[i]), uint32(len(runs.Data)), l.machine(r.Machine), sumOf(runs.Data)}
		switch old, twice := l.known[where]; {
		case !twice:
			l.known[where] = fresh
		case old.sum != fresh.sum:
			return &Alarm{runs.Seed, l.machines[old.machine], r.Machine}
		}
	}
	return nil
}

func sumOf(data []byte) uint64 {
	sum := sha256.Sum256(data)
	return binary.LittleEndian.Uint64(sum[:])
}

func (l *Ledger) size() int64 {
	info, err := l.file.Stat()
	if err != nil {
		return 0
	}
	return info.Size()
}

// machine returns the number of a machine.
func (l *Ledger) machine(name string) uint32 {
	i := slices.Index(l.machines, name)
	if i < 0 {
		i = len(l.machines)
		l.machines = append(l.machines, name)
	}
	return uint32(i)
}

// Seeds returns of how many seeds, of whatever work, there are results.
func (l *Ledger) Seeds() int {
	l.lock.Lock()
	defer l.lock.Unlock()
	return len(l.known)
}

// Close closes the file.
func (l *Ledger) Close() error { return l.file.Close() }
