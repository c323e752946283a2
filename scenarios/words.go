package scenarios

import (
	"fmt"
	"path"
	"strings"
)

// Name returns what people call the scenario: its file without directory and
// extension.
func (s *Scenario) Name() string {
	return strings.TrimSuffix(path.Base(strings.ReplaceAll(s.File, `\`, "/")), ".toml")
}

func percent(share float64) string { return fmt.Sprintf("%.4g%%", float64(share*100)) }
