package sim

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Empirical is a distribution that was measured: ReadEmpirical makes one from a
// CSV, either of values, all equally likely, or of quantiles, between which it
// interpolates linearly. Below the first quantile of the file it draws the
// first value, above the last the last.
type Empirical struct {
	name   string
	values []time.Duration
	q      []float64 // the quantile of each value, or nil when all are equally likely
	mean   time.Duration
}

// Limits on a CSV, so that a hostile file cannot eat the machine.
const (
	largestCSV = 64 << 20
	mostRows   = 1_000_000
)

// ReadEmpirical reads a CSV. Blank lines and lines that begin with # are
// skipped. It has either one column or two:
//
//	value          value_ms        q,value         q,value_ms
//	12ms           12              p50,10ms        0.5,10
//	1.5s           1500            p99.9,1.5s      0.999,1500
//
// A header that ends in _ns, _us, _ms or _s, such as latency_ms, gives the unit
// of bare numbers; otherwise each value is a duration with its unit. A single column of
// durations needs no header. Quantiles increase strictly, from 0 (p0) to 1
// (p100) at most, and their values never decrease; p999 is p99.9. The name
// stands in errors, which give line and column, and in the text form.
func ReadEmpirical(name string, r io.Reader) (Dist, error) {
	text, err := io.ReadAll(io.LimitReader(r, largestCSV+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case len(text) > largestCSV:
		return nil, fmt.Errorf("read %s: larger than %d MiB", name, largestCSV>>20)
	case bytes.IndexByte(text, 0) >= 0:
		return nil, fmt.Errorf("read %s: a binary file, not a CSV", name)
	}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	rows.Comment = '#'
	rows.TrimLeadingSpace = true
	rows.ReuseRecord = true
	t := table{name: name, rows: rows}
	if err := t.read(); err != nil {
		return nil, err
	}
	return t.empirical()
}

// A table collects the rows of a CSV.
type table struct {
	name   string
	rows   *csv.Reader
	unit   time.Duration // of bare numbers, or zero when values carry their unit
	q      []float64
	values []time.Duration
}

func (t *table) read() error {
	for first := true; ; first = false {
		row, err := t.rows.Read()
		var syntax *csv.ParseError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &syntax) && errors.Is(err, csv.ErrFieldCount):
			return fmt.Errorf("%s:%d:1: a row of %d columns: the first row has %d", t.name, syntax.Line, len(row), t.rows.FieldsPerRecord)
		case errors.As(err, &syntax):
			return fmt.Errorf("%s:%d:%d: %w", t.name, syntax.Line, syntax.Column, syntax.Err)
		case err != nil:
			return fmt.Errorf("read %s: %w", t.name, err)
		case len(t.values) == mostRows:
			return t.errorf(0, "more than %d rows", mostRows)
		}
		if first {
			isHeader, err := t.header(row)
			if err != nil {
				return err
			}
			if isHeader {
				continue
			}
		}
		if err := t.row(row); err != nil {
			return err
		}
	}
}

// header reads the first row and reports whether it is a header: a single
// duration is not.
func (t *table) header(row []string) (bool, error) {
	last := len(row) - 1
	if last > 1 {
		return false, t.errorf(2, "%d columns: allowed are one (value) and two (q,value)", len(row))
	}
	if last == 0 {
		if _, err := ParseDuration(strings.TrimSpace(row[0])); err == nil {
			return false, nil
		}
	} else if head := strings.TrimSpace(row[0]); head != "q" {
		return false, t.errorf(0, "the header of the first of two columns must be q, not %q", head)
	}
	head := strings.TrimSpace(row[last])
	unit, ok := HeaderUnit(head)
	if !ok && head != "value" {
		return false, t.errorf(last, "%q is neither a duration nor a header: allowed are value, value_ns, value_us, value_ms and value_s", head)
	}
	t.unit = unit
	return true, nil
}

// HeaderUnit returns the unit that the header of a column gives to the bare
// numbers below: that of a word which ends in _ns, _us, _ms or _s.
func HeaderUnit(head string) (time.Duration, bool) {
	i := strings.LastIndexByte(head, '_')
	if i < 1 || strings.ContainsFunc(head, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) }) {
		return 0, false
	}
	switch head[i:] {
	case "_ns":
		return time.Nanosecond, true
	case "_us":
		return time.Microsecond, true
	case "_ms":
		return time.Millisecond, true
	case "_s":
		return time.Second, true
	}
	return 0, false
}

// row reads one value, and its quantile when there are two columns.
func (t *table) row(row []string) error {
	last := len(row) - 1
	v, err := t.value(strings.TrimSpace(row[last]))
	if err != nil {
		return t.errorf(last, "%v", err)
	}
	if last == 1 {
		q, err := parseQuantile(strings.TrimSpace(row[0]))
		if err != nil {
			return t.errorf(0, "%v", err)
		}
		if n := len(t.q); n > 0 && q <= t.q[n-1] {
			return t.errorf(0, "quantile %q does not lie above the one before it", row[0])
		} else if n > 0 && v < t.values[n-1] {
			return t.errorf(1, "value %q lies below the one before it", row[1])
		}
		t.q = append(t.q, q)
	}
	t.values = append(t.values, v)
	return nil
}

func (t *table) value(text string) (time.Duration, error) {
	if t.unit == 0 {
		return ParseDuration(text)
	}
	n, err := number(text)
	switch x := n * float64(t.unit); {
	case err != nil:
		return 0, err
	case x > float64(longestWritten):
		return 0, fmt.Errorf("value %q is over ten years", text)
	default:
		return nanos(x), nil
	}
}

// errorf returns an error about a field of the row that was read last.
func (t *table) errorf(field int, format string, args ...any) error {
	line, column := t.rows.FieldPos(field)
	return fmt.Errorf("%s:%d:%d: %s", t.name, line, column, fmt.Sprintf(format, args...))
}

func (t *table) empirical() (Dist, error) {
	e := Empirical{name: t.name, values: t.values, q: t.q}
	switch {
	case len(e.values) == 0:
		return nil, fmt.Errorf("%s: no values", t.name)
	case e.q == nil:
		e.mean = meanOfValues(e.values)
	default:
		e.mean = meanOfQuantiles(e.q, e.values)
	}
	return e, nil
}

func meanOfValues(values []time.Duration) time.Duration {
	var sum float64
	for _, v := range values {
		sum += float64(v)
	}
	return nanos(sum / float64(len(values)))
}

// meanOfQuantiles returns the area below the quantile function.
func meanOfQuantiles(q []float64, values []time.Duration) time.Duration {
	last := len(q) - 1
	sum := float64(q[0]*float64(values[0])) + float64((1-q[last])*float64(values[last]))
	for i := range last {
		sum += float64((q[i+1] - q[i]) * (float64(values[i]) + float64(values[i+1])) / 2)
	}
	return nanos(sum)
}

// Sample draws from e.
func (e Empirical) Sample(r Rand) time.Duration {
	switch last := len(e.values) - 1; {
	case last < 0:
		return 0
	case e.q == nil:
		return e.values[r.Below(uint64(last)+1)]
	}
	u := r.Float64()
	i, _ := slices.BinarySearch(e.q, u)
	switch {
	case i == 0:
		return e.values[0]
	case i == len(e.q):
		return e.values[i-1]
	}
	low, high := float64(e.values[i-1]), float64(e.values[i])
	return nanos(low + float64((high-low)*((u-e.q[i-1])/(e.q[i]-e.q[i-1]))))
}

// Mean returns the mean of the values, or the area below the quantiles.
func (e Empirical) Mean() time.Duration { return e.mean }

// String returns e as in "csv measured.csv": the name, not the values.
func (e Empirical) String() string { return "csv " + e.name }

// parseQuantile reads a quantile as in "0.5", "p50", "p99.9" or "p999".
func parseQuantile(text string) (float64, error) {
	digits, isPercent := strings.CutPrefix(text, "p")
	if isPercent && len(digits) > 2 && strings.HasPrefix(digits, "99") && !strings.Contains(digits, ".") {
		digits = "99." + digits[2:]
	}
	q, err := number(digits)
	if isPercent {
		q /= 100
	}
	if err != nil || q > 1 || math.Signbit(q) {
		return 0, fmt.Errorf(`%q is not a quantile: write it as in "0.99", "p99" or "p99.9"`, text)
	}
	return q, nil
}
