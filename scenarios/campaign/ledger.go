package campaign

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	Name     string   // of the scenario, as it stands among the Args
	Text     []byte
	Files    map[string][]byte `json:",omitempty"`
}

// HeaderOf returns the header of a study of a scenario.
func HeaderOf(build, name string, s *scenarios.Scenario, study, args []string) Header {
	return Header{Build: build, Scenario: s.Name(), Hash: s.Hash, Study: study, Args: args, Name: name, Text: s.Origin.Text, Files: s.Origin.Files}
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
	sum := unitKey(work, []uint64{seed})
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

func (f *Foreign) Error() string { return fmt.Sprintf("the ledger %s is not of this: %s", f.Path, f.Why) }

// Read opens a ledger to look results up, and leaves it as it is. A torn tail is left
// out, damage is an error: a *Damage.
func Read(path string) (*Ledger, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	l := &Ledger{Path: path, file: f}
	if err := l.load(false); err != nil {
		f.Close()
		return nil, err
	}
	return l, nil
}

// Open opens or begins the ledger at path for results of what the header says. One of
// something else is refused, as a *Foreign, and so is a damaged one, as a *Damage; with
// again, the first is set aside under another name, and of the second everything is kept
// that is sound. The lock keeps other processes out of an open file; it reports false if
// one is in.
func Open(path string, h Header, again bool, lock func(*os.File) bool) (*Ledger, error) {
	l := &Ledger{Path: path}
	if err := l.open(os.O_CREATE, lock); err != nil {
		return nil, err
	}
	err := l.load(again)
	why := ""
	if err == nil && l.end > 0 {
		why = l.Header.Differs(h)
	}
	switch {
	case err == nil && why == "" && l.Lost > 0:
		err = l.rewrite(h, lock)
	case err == nil && why == "":
		err = l.file.Truncate(l.end)
	case err == nil && again:
		err = l.replace(lock)
	case err == nil:
		err = &Foreign{path, why}
	}
	if l.Header = h; err == nil && l.end == 0 {
		err = l.begin()
	}
	if err != nil {
		return nil, errors.Join(err, l.file.Close())
	}
	return l, nil
}

func (l *Ledger) open(flags int, lock func(*os.File) bool) error {
	f, err := os.OpenFile(l.Path, os.O_RDWR|flags, 0o644)
	if err != nil {
		return err
	}
	if !lock(f) {
		f.Close()
		return fmt.Errorf("another wavetank is at work on the ledger %s", l.Path)
	}
	l.file, l.end, l.known = f, 0, make(map[place]entry)
	return nil
}

// replace gives the file another name, and begins a new one.
func (l *Ledger) replace(lock func(*os.File) bool) error {
	if err := errors.Join(os.Rename(l.Path, l.Path+".old"), l.file.Close()); err != nil {
		return err
	}
	return l.open(os.O_CREATE|os.O_EXCL, lock)
}

// rewrite leaves the sound results alone in the file, and all of it under another name.
func (l *Ledger) rewrite(h Header, lock func(*os.File) bool) error {
	old := *l
	if err := os.Rename(l.Path, l.Path+".old"); err != nil {
		return err
	}
	if err := l.open(os.O_CREATE|os.O_EXCL, lock); err != nil {
		return err
	}
	l.Header = h
	if err := l.begin(); err != nil {
		return err
	}
	for s := (scanner{file: old.file, size: old.size()}); ; {
		payload, offset, err := s.next()
		var r Result
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return old.file.Close()
		case errors.Is(err, errDamaged):
			s.skip()
		case err != nil:
			return err
		case offset > int64(frameHead) && r.UnmarshalBinary(payload) == nil:
			if err := l.Add(&r); err != nil {
				return err
			}
		}
	}
}

// begin writes the header.
func (l *Ledger) begin() error {
	text, err := json.Marshal(l.Header)
	if err == nil {
		_, err = l.append(text)
	}
	return err
}

// append writes a frame to the end and has it reach the disk. It returns the offset of the
// payload. A frame that was not written whole is cut off again.
func (l *Ledger) append(payload []byte) (int64, error) {
	data := frame(payload)
	_, err := l.file.WriteAt(data, l.end)
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		return 0, fmt.Errorf("the ledger %s: %w", l.Path, errors.Join(err, l.file.Truncate(l.end)))
	}
	offset := l.end + int64(frameHead)
	l.end += int64(len(data))
	return offset, nil
}

// Add keeps a result, and returns once it is on the disk. What is known already changes
// nothing; if it came to something else it is an *Alarm.
func (l *Ledger) Add(r *Result) error {
	l.lock.Lock()
	defer l.lock.Unlock()
	fresh := false
	for _, runs := range r.Runs {
		old, known := l.known[placeOf(r.Work, runs.Seed)]
		if known && old.sum != sumOf(runs.Data) {
			return &Alarm{runs.Seed, l.machines[old.machine], r.Machine}
		}
		fresh = fresh || !known
	}
	if !fresh {
		return nil
	}
	payload, err := r.MarshalBinary()
	if err != nil {
		return err
	}
	offset, err := l.append(payload)
	if err != nil {
		return err
	}
	return l.note(payload, offset)
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
	runs = Runs{seed, make([]byte, e.length)}
	if _, err = l.file.ReadAt(runs.Data, e.offset); err == nil && sumOf(runs.Data) != e.sum {
		err = &Damage{l.Path, e.offset}
	}
	return runs, machine, err == nil, err
}

// load reads the file. With around it goes around damage, but for that of the header.
func (l *Ledger) load(around bool) error {
	l.known = make(map[place]entry)
	s := scanner{file: l.file, size: l.size()}
	for first := true; ; first = false {
		payload, offset, err := s.next()
		switch {
		case errors.Is(err, io.EOF):
			l.end = s.at
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			l.end, l.Torn = s.at, s.size-s.at
			return nil
		case errors.Is(err, errDamaged) && around && !first:
			l.Lost++
			s.skip()
			continue
		case errors.Is(err, errDamaged):
			return &Damage{l.Path, s.at}
		case err != nil:
			return err
		case first:
			if json.Unmarshal(payload, &l.Header) != nil {
				return &Damage{l.Path, 0}
			}
			continue
		}
		if err := l.note(payload, offset); err != nil {
			return err
		}
	}
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

