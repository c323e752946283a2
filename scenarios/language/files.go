package language

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"wavetank/scenarios/document"
)

// largestCSV bounds a CSV that a scenario reads.
const largestCSV = 64 << 20

// LoadFile reads the scenario file at path. Unless o says how to open CSVs, they
// are opened relative to the directory of the file and may not lie outside it.
func LoadFile(path string, o Options) (*Scenario, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, document.Problems{{Position: document.Position{File: path}, Message: err.Error()}}
	}
	if o.Open == nil {
		o.Open = func(name string) (io.ReadCloser, error) { return openBeside(path, name) }
	}
	return Load(path, data, o)
}

// readFile returns the content of the file at path, or says in plain words why
// there is none.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, plain(err)
	case info.IsDir():
		return nil, errors.New("is a directory, not a scenario file")
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a regular file")
	case info.Size() > largestFile:
		return nil, fmt.Errorf("has %d bytes, more than the limit of %d", info.Size(), largestFile)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, plain(err)
	}
	return contents(f, largestFile)
}

// contents returns what is in a file, one byte more than the limit at most, and
// closes it.
func contents(f io.ReadCloser, limit int64) ([]byte, error) {
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, plain(err)
	}
	return data, nil
}

// openBeside opens the file called name in the directory of path. Links that
// lead outside are not followed.
func openBeside(path, name string) (io.ReadCloser, error) {
	if !filepath.IsLocal(name) {
		return nil, errors.New("it must lie in the directory of the scenario file or below")
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, plain(err)
	}
	defer root.Close()
	info, err := root.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("is a directory, not a CSV")
	case !info.Mode().IsRegular(): // to open a pipe waits for whoever writes to it
		return nil, errors.New("is not a regular file")
	}
	return root.Open(name)
}

// NoSuchFile is what a reader is told of a path that leads nowhere.
const NoSuchFile = "there is no such file"

// plain returns what the operating system says, without the call and the path.
func plain(err error) error {
	var path *fs.PathError
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New(NoSuchFile)
	}
	if errors.As(err, &path) {
		return fmt.Errorf("cannot be read: %w", path.Err)
	}
	return err
}

// open returns the CSV called name. Its bytes enter the scenario's hash when it
// is opened for the first time.
func (r *reader) open(name string) (io.ReadCloser, error) {
	if data, ok := r.files[name]; ok {
		return io.NopCloser(bytes.NewReader(data)), nil
	}
	data, err := r.readCSV(name)
	if err != nil {
		return nil, err
	}
	if r.files == nil {
		r.files = make(map[string][]byte)
	}
	r.files[name] = data
	r.hashed.Write(data)
	return io.NopCloser(bytes.NewReader(data)), nil
}

func (r *reader) readCSV(name string) ([]byte, error) {
	if r.opts.Open == nil {
		return nil, errors.New("this scenario cannot read files")
	}
	f, err := r.opts.Open(name)
	if err != nil {
		return nil, plain(err)
	}
	data, err := contents(f, largestCSV)
	if len(data) > largestCSV {
		return nil, fmt.Errorf("has more than the limit of %d bytes", largestCSV)
	}
	return data, err
}
