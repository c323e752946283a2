package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"wavetank/reports"
)

// An output is the folder where a command leaves its files. While one has it, no other writes there.
type output struct {
	path string
	lock *os.File // the folder itself; what it holds dies with the process
	made []string // folders that were not there before, the innermost first
}

// claim makes a folder, locks it, removes what a killed program did not finish there, and
// tries to write: better to know before the runs than after them, and it is the command
// that is wrong.
func claim(path string) (*output, error) {
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("%s is a file, not a folder", path)
	}
	o := &output{path: path}
	for dir := filepath.Clean(path); ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); !errors.Is(err, os.ErrNotExist) {
			break
		}
		o.made = append(o.made, dir)
	}
	err := o.open()
	if errors.Is(err, errTaken) {
		return nil, fmt.Errorf("another wavetank is at work in %s: wait for it to end, or choose another folder with --out", path)
	}
	if err == nil {
		err = writable(path)
	}
	if err != nil {
		o.release()
		return nil, fmt.Errorf("nothing can be written to %s: %w", path, err)
	}
	return o, nil
}

// errTaken is that a lock is held by somebody else.
var errTaken = errors.New("locked")

// open makes and locks the folder. One that is removed meanwhile, since another command
// left nothing in it, is made again.
func (o *output) open() error {
	for {
		if err := os.MkdirAll(o.path, 0o755); err != nil {
			return err
		}
		lock, err := os.Open(o.path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if !locked(lock) {
			lock.Close()
			return errTaken
		}
		mine, err := lock.Stat()
		if there, gone := os.Stat(o.path); err == nil && gone == nil && os.SameFile(mine, there) {
			o.lock = lock
			return o.sweep()
		}
		lock.Close()
	}
}

// sweep removes what killed programs left unfinished.
func (o *output) sweep() error {
	left, err := os.ReadDir(o.path)
	for _, file := range left {
		if strings.HasPrefix(file.Name(), reports.Unfinished) && file.Type().IsRegular() {
			err = errors.Join(err, os.Remove(filepath.Join(o.path, file.Name())))
		}
	}
	return err
}

// release lets others write into the folder, and removes it if it is new and empty.
func (o *output) release() {
	for _, dir := range o.made {
		if os.Remove(dir) != nil {
			break
		}
	}
	if o.lock != nil {
		o.lock.Close()
	}
}

// writable finds out whether a file can be written to a folder, which it makes.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	probe, err := os.CreateTemp(dir, reports.Unfinished+"*")
	if err != nil {
		return err
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}
