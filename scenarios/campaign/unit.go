package campaign

import (
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

// A Key is the SHA-256 of what decides a result.
type Key [sha256.Size]byte

// String returns the first twelve hex digits.
func (k Key) String() string { return hex.EncodeToString(k[:6]) }

// A Work is what decides runs but for their seeds.
type Work struct {
	Build  string // of the program that makes the runs
	Recipe *scenarios.Recipe
	Limits sim.Limits
	Hunt   *Hunt          `json:",omitempty"` // nil: every variant is run, and summarized
	Bend   scenarios.Bend `json:",omitzero"`
}

// A Hunt is what is tried with each seed in the place of a run of each variant.
type Hunt struct {
	Variant string
	Storm   bool // is drawn with the seed
	Expect  bool // the expectations are held against the seed, and not the invariants
}

// A Trier tries a work's hunt with a seed, and returns what came of it in bytes, the same
// wherever one build makes them.
type Trier func(w *Work, s *scenarios.Scenario, seed uint64) ([]byte, error)

// Key returns the key of the work. How the scenario is called is no part of it.
func (w Work) Key() Key {
	recipe := *w.Recipe
	recipe.Name, recipe.Set = "", slices.Clone(recipe.Set)
	for i := range recipe.Set {
		recipe.Set[i].From = ""
	}
	text, err := json.Marshal(Work{w.Build, &recipe, w.Limits, w.Hunt, w.Bend})
	if err != nil {
		panic("campaign: a work cannot be written: " + err.Error())
	}
	return sha256.Sum256(text)
}

// UnitKey returns the key of a work with a block of seeds.
func UnitKey(work Key, seeds []uint64) Key {
	data := work[:]
	for _, seed := range seeds {
		data = binary.LittleEndian.AppendUint64(data, seed)
	}
	return sha256.Sum256(data)
}

// A Result is what a work came to with some seeds.
type Result struct {
	Work    Key
	Machine string // that made the runs
	Runs    []Runs
}

// Runs are those of one seed: the archived summaries of all variants, in their order, or
// what a Trier returns.
type Runs struct {
	Seed uint64
	Data []byte

	made []*reports.Summary // what Data holds, where it was made just now; or nil
}

// errResult says that bytes are no result.
var errResult = errors.New("they are no result of this version")

// resultVersion begins a written result.
const resultVersion = 2

// MarshalBinary returns the result in bytes.
func (r *Result) MarshalBinary() ([]byte, error) {
	out := append([]byte{resultVersion}, r.Work[:]...)
	out = appendBytes(out, []byte(r.Machine))
	for _, runs := range r.Runs {
		out = appendBytes(binary.AppendUvarint(out, runs.Seed), runs.Data)
	}
	return out, nil
}

// UnmarshalBinary reads what MarshalBinary has written, and shares its memory.
func (r *Result) UnmarshalBinary(data []byte) error {
	_, err := r.read(data)
	return err
}

// read is UnmarshalBinary, and returns where the bytes of each run begin.
func (r *Result) read(data []byte) (at []int, err error) {
	*r = Result{}
	if len(data) < 1+len(r.Work) || data[0] != resultVersion {
		return nil, errResult
	}
	machine, rest, ok := cutBytes(data[1+copy(r.Work[:], data[1:]):])
	r.Machine = string(machine)
	for ok && len(rest) > 0 {
		seed, n := binary.Uvarint(rest)
		if ok = n > 0; ok {
			var runs []byte
			runs, rest, ok = cutBytes(rest[n:])
			r.Runs = append(r.Runs, Runs{Seed: seed, Data: runs})
			at = append(at, len(data)-len(rest)-len(runs))
		}
	}
	if !ok {
		return nil, errResult
	}
	return at, nil
}

func appendBytes(out, b []byte) []byte {
	return append(binary.AppendUvarint(out, uint64(len(b))), b...)
}

func cutBytes(data []byte) (b, rest []byte, ok bool) {
	size, n := binary.Uvarint(data)
	if n <= 0 || size > uint64(len(data)-n) {
		return nil, nil, false
	}
	return data[n : n+int(size)], data[n+int(size):], true
}

// newPacker makes what archived packs with: a megabyte of tables, to be used again.
func newPacker() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic("campaign: " + err.Error()) // the level is one
	}
	return w
}

// packMark begins the data of a seed whose runs have ended: behind it stand the size of
// their archived summaries and these, packed.
const packMark = 0x01

// archived returns the summaries of one seed in bytes, 10 to 25 kB of each run. Of one
// build they are the same wherever they are made.
func archived(packers *sync.Pool, sums []*reports.Summary) ([]byte, error) {
	var raw []byte
	for _, s := range sums {
		b, err := s.MarshalBinary()
		if err != nil {
			return nil, err
		}
		raw = appendBytes(raw, b)
	}
	out := bytes.NewBuffer(binary.AppendUvarint([]byte{packMark}, uint64(len(raw))))
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(out)
	_, err := w.Write(raw)
	err = errors.Join(err, w.Close())
	return out.Bytes(), err
}

// unpacked returns what archived has packed.
func unpacked(data []byte) ([]byte, error) {
	const (
		mostRuns  = 1 << 28 // bytes of a seed
		mostRatio = 1032    // that flate makes of one
	)
	if len(data) == 0 || data[0] != packMark {
		return nil, errResult
	}
	size, n := binary.Uvarint(data[1:])
	if n <= 0 || size > mostRuns || size > uint64(len(data))*mostRatio {
		return nil, errResult
	}
	raw, packed := make([]byte, size), flate.NewReader(bytes.NewReader(data[1+n:]))
	if _, err := io.ReadFull(packed, raw); err != nil {
		return nil, err
	}
	if n, err := packed.Read(make([]byte, 1)); n > 0 || err != io.EOF {
		return nil, errResult
	}
	return raw, nil
}

// Summaries reads them back. A run that piled up more than may be in flight is the error.
func (r Runs) Summaries() ([]*reports.Summary, error) {
	if r.made != nil {
		return r.made, nil
	}
	if err := unpiled(r.Data); err != nil {
		return nil, err
	}
	rest, err := unpacked(r.Data)
	if err != nil {
		return nil, err
	}
	var sums []*reports.Summary
	for len(rest) > 0 {
		b, after, ok := cutBytes(rest)
		s := new(reports.Summary)
		if !ok {
			return nil, errResult
		}
		if err := s.UnmarshalBinary(b); err != nil {
			return nil, err
		}
		if s.Seed != r.Seed {
			return nil, fmt.Errorf("the summary of seed %d stands under seed %d", s.Seed, r.Seed)
		}
		sums, rest = append(sums, s), after
	}
	return sums, nil
}

// Machine names this process, wherever it is.
func Machine() string {
	host, err := os.Hostname()
	if err != nil {
		host = "a machine without a name"
	}
	return fmt.Sprintf("%s (process %d)", host, os.Getpid())
}

// A Carrier makes the runs of a work with some seeds, wherever that is.
type Carrier func(ctx context.Context, w *Work, key Key, s *scenarios.Scenario, seeds []uint64) (*Result, error)

// Here returns a Carrier that makes the runs in this process. The result of a hunt lacks
// seeds if the context ends.
func Here(run scenarios.Runner, try Trier, machine string) Carrier {
	packers := &sync.Pool{New: newPacker}
	return func(ctx context.Context, w *Work, key Key, s *scenarios.Scenario, seeds []uint64) (*Result, error) {
		out := &Result{Work: key, Machine: machine}
		for i, seed := range seeds {
			if w.Hunt != nil && i > 0 && ctx.Err() != nil {
				break
			}
			runs, err := Runs{Seed: seed}, error(nil)
			if w.Hunt != nil {
				runs.Data, err = try(w, s, seed)
			} else if runs.made, err = (scenarios.Task{Scenario: s, Seeds: []uint64{seed}, Bend: w.Bend, Limits: w.Limits}).Carry(ctx, run); err == nil {
				runs.Data, err = archived(packers, runs.made)
			} else {
				runs.Data, err = piled(err)
			}
			if err != nil {
				return nil, err
			}
			out.Runs = append(out.Runs, runs)
		}
		return out, nil
	}
}
