package sim

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestQuantitiesAreReadAsPeopleWriteThem(t *testing.T) {
	ratio := func(s string) (float64, error) { return ParseRatio(s) }
	size := func(s string) (float64, error) { n, err := ParseSize(s); return float64(n), err }
	duration := func(s string) (float64, error) { d, err := ParseDuration(s); return float64(d), err }
	cases := []struct {
		parse func(string) (float64, error)
		text  string
		want  float64
	}{
		{ratio, "50%", 0.5}, {ratio, "0.1%", 0.001}, {ratio, "100 %", 1}, {ratio, "1/1000", 0.001}, {ratio, "1 / 4", 0.25},
		{ratio, "0/5", 0}, {ratio, "0.05", 0.05}, {ratio, "0", 0}, {ratio, "1", 1}, {ratio, "1e-6", 1e-6}, {ratio, "2.5/10", 0.25},
		{ParseRate, "200/s", 200}, {ParseRate, "12/min", 0.2}, {ParseRate, "12/m", 0.2}, {ParseRate, "9/h", 0.0025},
		{ParseRate, "3/100ms", 30}, {ParseRate, "1/us", 1e6}, {ParseRate, "0/s", 0}, {ParseRate, "0.5 / s", 0.5}, {ParseRate, "1000000000/s", 1e9},
		{size, "100B", 100}, {size, "64KB", 64_000}, {size, "64kB", 64_000}, {size, "1MiB", 1 << 20}, {size, "1.5 MB", 1_500_000},
		{size, "2GB", 2e9}, {size, "1KiB", 1024}, {size, "0", 0}, {size, "1024TiB", 1 << 50},
		{ParseBandwidth, "10MB/s", 10e6}, {ParseBandwidth, "1GiB/s", 1 << 30}, {ParseBandwidth, "100Mbit/s", 12.5e6},
		{ParseBandwidth, "1 Gbit/s", 125e6}, {ParseBandwidth, "8bit/s", 1}, {ParseBandwidth, "56kbit/s", 7000},
		{duration, "1.5ms", 1.5e6}, {duration, "0", 0}, {duration, "0s", 0}, {duration, "1h30m", 5400e9}, {duration, "87600h", float64(longestWritten)},
	}
	for _, c := range cases {
		if got, err := c.parse(c.text); err != nil || math.Abs(got-c.want) > 1e-15*c.want {
			t.Errorf("%q gives %v, %v; want %v", c.text, got, err, c.want)
		}
	}
}

func TestQuantitiesSayWhatIsWrongAndWhere(t *testing.T) {
	discard := func(_ any, err error) error { return err }
	ratio := func(s string) error { return discard(ParseRatio(s)) }
	rate := func(s string) error { return discard(ParseRate(s)) }
	size := func(s string) error { return discard(ParseSize(s)) }
	bandwidth := func(s string) error { return discard(ParseBandwidth(s)) }
	duration := func(s string) error { return discard(ParseDuration(s)) }
	cases := []struct {
		parse  func(string) error
		text   string
		offset int
		want   string
	}{
		{ratio, "", 0, `"" is not a ratio: write it as in "50%", "1/1000" or "0.05"`},
		{ratio, "half", 0, `"half" is not a ratio`},
		{ratio, "-1%", 0, `"-1%" is not a ratio`},
		{ratio, "NaN", 0, `"NaN" is not a ratio`},
		{ratio, "101%", 0, `ratio "101%" is above 1: allowed is 0 to 1 (0% to 100%)`},
		{ratio, "5", 0, `ratio "5" is above 1`},
		{ratio, "3/2", 0, "is above 1"},
		{ratio, "1/0", 2, "is not a ratio"},
		{ratio, "1/-2", 2, "is not a ratio"},
		{ratio, "1%/2", 0, "a percentage and a fraction at once"},
		{rate, "200", 3, `rate "200" does not say per what: write "200/s" or "200/min"`},
		{rate, "fast", 0, `"fast" is not a rate: write it as in "200/s"`},
		{rate, "-1/s", 0, "is not a rate"},
		{rate, "Inf/s", 0, "is not a rate"},
		{rate, "1/fortnight", 2, `after the slash comes s, min, h or a duration as in "100ms"`},
		{rate, "1/", 2, "after the slash comes"},
		{rate, "1/0s", 2, "after the slash comes"},
		{rate, "1/0", 2, "after the slash comes"},
		{rate, "1/-5s", 2, "after the slash comes"},
		{rate, "1e12/s", 0, "above one per nanosecond"},
		{size, "", 0, `"" is not a size: write it as in "100B", "64KB" or "1MiB"`},
		{size, "-1B", 0, "is not a size"},
		{size, "64", 2, `size "64" needs a unit, as in "64B"`},
		{size, "64K", 2, `unknown unit "K": allowed are B, KB, MB`},
		{size, "0.5B", 0, "not a whole number of bytes"},
		{size, "1.2.3B", 0, "is not a size"},
		{size, "2000TiB", 0, "above 1024TiB"},
		{bandwidth, "10MB", 0, `"10MB" is not a bandwidth: write it as in "10MB/s"`},
		{bandwidth, "100Mbps", 0, "is not a bandwidth"},
		{bandwidth, "100Mb/s", 3, `unknown unit "Mb": allowed are B,`},
		{bandwidth, "5/s", 1, `unknown unit ""`},
		{bandwidth, "0MB/s", 0, "must be above zero"},
		{bandwidth, "2000TiB/s", 0, "above 1024TiB/s"},
		{duration, "", 0, `"" is not a duration`},
		{duration, "5", 0, `duration "5" needs a unit: ns, us, ms, s, m or h, as in "5ms"`},
		{duration, "-5s", 0, "must not be negative"},
		{duration, "5min", 0, "is not a duration"},
	}
	for _, c := range cases {
		err := c.parse(c.text)
		var p *ParseError
		if !errors.As(err, &p) || !strings.Contains(p.Msg, c.want) || p.Offset != c.offset {
			t.Errorf("%q gives %#v, want %q at %d", c.text, err, c.want, c.offset)
		}
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, int64(longestWritten)).Draw(t, "duration"))
		if back, err := ParseDuration(durationText(d)); err != nil || back != d {
			t.Fatalf("%d is written %q and read %d, %v", d, durationText(d), back, err)
		}
		p := rapid.Float64Range(0, 1).Draw(t, "ratio")
		if back, err := ParseRatio(ratioText(p)); err != nil || back != p {
			t.Fatalf("%v is written %q and read %v, %v", p, ratioText(p), back, err)
		}
	})
}
