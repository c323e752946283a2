package campaign

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

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
// something else, or of another form, is refused, as a *Foreign, and so is a damaged one, as a *Damage; with
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
	case again && (err == nil || errors.As(err, new(*Foreign))):
		err = l.replace(lock)
	case err == nil:
		err = &Foreign{path, why}
	}
	if more := !slices.Equal(l.Header.Args, h.Args); err == nil && (l.end == 0 || more) {
		l.Header = h
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
	old, size := l.file, l.size()
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
	return errors.Join(l.takeSound(old, size), old.Close())
}

// Take adds what another ledger has: two that do not agree are an *Alarm.
func (l *Ledger) Take(other *Ledger) error { return l.takeSound(other.file, other.end) }

// takeSound adds the sound results of a file.
func (l *Ledger) takeSound(file *os.File, size int64) error {
	for s := (scanner{file: file, size: size}); ; {
		payload, offset, err := s.next()
		var r Result
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
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

// begin writes the header, or one with other arguments.
func (l *Ledger) begin() error {
	text, err := json.Marshal(l.Header)
	if err == nil {
		_, err = l.append(text)
	}
	return err
}

// load reads the file. With around it goes around damage, but for that of the header.
func (l *Ledger) load(around bool) error {
	l.known = make(map[place]entry)
	if mark, ok := otherForm(l.file); ok {
		return &Foreign{l.Path, fmt.Sprintf("it was written in the form %s, and this build reads %s", mark, frameMark)}
	}
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
		case first || len(payload) > 0 && payload[0] == '{': // a later header is of more seeds
			var h Header
			if json.Unmarshal(payload, &h) != nil {
				return &Damage{l.Path, offset}
			}
			l.Header = h
			continue
		}
		if err := l.note(payload, offset); err != nil {
			return err
		}
	}
}
