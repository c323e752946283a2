package sim

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A ParseError says what is wrong with a text that a person wrote, and at which
// byte of it, so that a loader can point into the line.
type ParseError struct {
	Offset int
	Msg    string
}

// Error returns the message alone.
func (e *ParseError) Error() string { return e.Msg }

func errorf(offset int, format string, args ...any) error {
	return &ParseError{Offset: offset, Msg: fmt.Sprintf(format, args...)}
}

// longestWritten bounds every duration that a person may write.
const longestWritten = 10 * 365 * 24 * time.Hour

// ParseDuration reads a duration as in "1.5ms", "2s", "1h30m" or "0": not
// negative, and at most ten years. Its errors are *ParseError.
func ParseDuration(text string) (time.Duration, error) {
	if text == "0" {
		return 0, nil
	}
	if strings.HasPrefix(text, "-") {
		return 0, errorf(0, "duration %q must not be negative", text)
	}
	if _, err := number(text); err == nil {
		return 0, errorf(0, "duration %q needs a unit: ns, us, ms, s, m or h, as in %q", text, text+"ms")
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, errorf(0, `%q is not a duration: write it as in "500us", "1.5ms", "2s" or "1h30m", ten years at most`, text)
	case d > longestWritten:
		return 0, errorf(0, "duration %q is over ten years", text)
	case d == 0 && strings.ContainsAny(text, "123456789"):
		return 0, errorf(0, "duration %q is below a nanosecond", text)
	}
	return d, nil
}

// ParseRatio reads a share between 0 and 1, as in "50%", "1/1000" or "0.05".
// Its errors are *ParseError.
func ParseRatio(text string) (float64, error) {
	const allowed = `write it as in "50%", "1/1000" or "0.05"`
	above, below, divided := strings.Cut(text, "/")
	percent, isPercent := strings.CutSuffix(above, "%")
	divisor := 1.0
	switch {
	case divided && isPercent:
		return 0, errorf(0, "%q is a percentage and a fraction at once: %s", text, allowed)
	case divided:
		d, err := number(strings.TrimSpace(below))
		if err != nil || d <= 0 {
			return 0, errorf(len(above)+1, "%q is not a ratio: %s", text, allowed)
		}
		divisor = d
	case isPercent:
		divisor = 100
	}
	n, err := number(strings.TrimSpace(percent))
	if err != nil {
		return 0, errorf(0, "%q is not a ratio: %s", text, allowed)
	}
	if n > divisor {
		return 0, errorf(0, "ratio %q is above 1: allowed is 0 to 1 (0%% to 100%%)", text)
	}
	return n / divisor, nil
}

// fastestRate is one event per nanosecond, the finest step of time.
const fastestRate = 1e9

// ParseRate reads a number of events per time and returns it per second, as in
// "200/s", "12/min", "5/h" or "3/100ms". Its errors are *ParseError.
func ParseRate(text string) (float64, error) {
	count, period, divided := strings.Cut(text, "/")
	n, err := number(strings.TrimSpace(count))
	if err != nil {
		return 0, errorf(0, `%q is not a rate: write it as in "200/s", "12/min" or "3/100ms"`, text)
	}
	if !divided {
		return 0, errorf(len(text), "rate %q does not say per what: write %q or %q", text, count+"/s", count+"/min")
	}
	per, err := ParseDuration(onePeriod(strings.TrimSpace(period)))
	if err != nil || per == 0 {
		return 0, errorf(len(count)+1, `rate %q: after the slash comes s, min, h or a duration as in "100ms"`, text)
	}
	rate := n / per.Seconds()
	if rate > fastestRate {
		return 0, errorf(0, "rate %q is above one per nanosecond", text)
	}
	return rate, nil
}

// onePeriod turns the unit after a slash into a duration: "s" into "1s".
func onePeriod(unit string) string {
	if unit == "min" {
		unit = "m"
	}
	if unit == "" || unit[0] >= '0' && unit[0] <= '9' || unit[0] == '-' {
		return unit
	}
	return "1" + unit
}

// largestSize bounds a written size: one pebibyte.
const largestSize = 1 << 50

// ParseSize reads a number of bytes, as in "100B", "64KB" (64,000), "1MiB"
// (1,048,576) or "0". Its errors are *ParseError.
func ParseSize(text string) (int64, error) {
	if text == "0" {
		return 0, nil
	}
	n, unit, at := splitUnit(text)
	if at == 0 {
		return 0, errorf(0, `%q is not a size: write it as in "100B", "64KB" or "1MiB"`, text)
	}
	size := n * byteUnit(unit)
	switch {
	case unit == "":
		return 0, errorf(len(text), "size %q needs a unit, as in %q", text, text+"B")
	case byteUnit(unit) == 0:
		return 0, errorf(at, "size %q has the unknown unit %q: allowed are B, KB, MB, GB, TB, KiB, MiB, GiB and TiB", text, unit)
	case size > largestSize:
		return 0, errorf(0, "size %q is above 1024TiB", text)
	case size != math.Floor(size):
		return 0, errorf(0, "size %q is not a whole number of bytes", text)
	}
	return int64(size), nil
}

// ParseBandwidth reads a bandwidth and returns it in bytes per second, as in
// "10MB/s", "1GiB/s" or "100Mbit/s". Its errors are *ParseError.
func ParseBandwidth(text string) (float64, error) {
	amount, perSecond := strings.CutSuffix(text, "/s")
	n, unit, at := splitUnit(amount)
	if at == 0 || !perSecond {
		return 0, errorf(0, `%q is not a bandwidth: write it as in "10MB/s" or "100Mbit/s"`, text)
	}
	scale := byteUnit(unit)
	if prefix, isBit := strings.CutSuffix(unit, "bit"); isBit {
		scale = byteUnit(prefix+"B") / 8
	}
	switch bandwidth := n * scale; {
	case scale == 0:
		return 0, errorf(at, "bandwidth %q has the unknown unit %q: allowed are B, KB, MB, GB, TB, KiB, MiB, GiB, TiB, bit, Kbit, Mbit, Gbit and Tbit, each per second", text, unit)
	case bandwidth == 0:
		return 0, errorf(0, "bandwidth %q must be above zero", text)
	case bandwidth > largestSize:
		return 0, errorf(0, "bandwidth %q is above 1024TiB/s", text)
	default:
		return bandwidth, nil
	}
}

// byteUnit returns the bytes in a unit, or zero for one that is unknown.
func byteUnit(unit string) float64 {
	switch unit {
	case "B":
		return 1
	case "KB", "kB":
		return 1e3
	case "MB":
		return 1e6
	case "GB":
		return 1e9
	case "TB":
		return 1e12
	case "KiB":
		return 1 << 10
	case "MiB":
		return 1 << 20
	case "GiB":
		return 1 << 30
	case "TiB":
		return 1 << 40
	}
	return 0
}

// splitUnit splits "64 KB" into its number and its unit, which begins at byte
// at. There is no number when at is zero.
func splitUnit(text string) (n float64, unit string, at int) {
	end := 0
	for end < len(text) && (text[end] >= '0' && text[end] <= '9' || text[end] == '.') {
		end++
	}
	n, err := number(text[:end])
	if err != nil {
		return 0, "", 0
	}
	unit = strings.TrimLeft(text[end:], " ")
	return n, unit, len(text) - len(unit)
}

// number reads a plain decimal number that is finite and not negative.
func number(text string) (float64, error) {
	n, err := signedNumber(text)
	if err == nil && n < 0 {
		return 0, errorf(0, "%q must not be negative", text)
	}
	return n, err
}

// signedNumber reads a plain decimal number that is finite: no NaN, no hexadecimal.
func signedNumber(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.Trim(text, "0123456789.eE+-") != "" {
		return 0, errorf(0, "%q is not a number", text)
	}
	return n, nil
}

// durationText writes d so that ParseDuration reads it back: "1h", "500us".
func durationText(d time.Duration) string {
	text := strings.Replace(d.String(), "µ", "u", 1)
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// ratioText writes p so that ParseRatio reads it back: as a percentage, or as a
// number where a percentage would be inexact.
func ratioText(p float64) string {
	text := strconv.FormatFloat(p*100, 'g', 12, 64) + "%"
	if back, err := ParseRatio(text); err == nil && back == p {
		return text
	}
	return numberText(p)
}

// numberText writes x with as few digits as identify it.
func numberText(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
