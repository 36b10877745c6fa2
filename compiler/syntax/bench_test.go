package syntax_test

import (
	"fmt"
	"runtime"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/internal/cpu"
)

// generated is a project of n runbooks like those that people write.
func generated(n int) fstest.MapFS {
	fsys := fstest.MapFS{"runbooks/project.hcl": {Data: []byte(project)}}
	for i := range n {
		name := fmt.Sprintf("site-%d", i)
		fsys["runbooks/"+name+".runbook.hcl"] = &fstest.MapFile{Data: fmt.Appendf(nil, typical, name, i)}
	}
	return fsys
}

const typical = `runbook "%s" {
  language  = 1
  title     = "Are our certificates and TLS settings fine?"
  owner     = role.security
  read_only = true
  summary   = "Checks every public site once a day. Changes nothing."
}

satisfies "cisa-ztmm" {
  function  = "networks.traffic-encryption"
  stage     = "advanced"
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "15 5 * * *"
}

input "days" {
  type        = number
  title       = "Days that a certificate must still be valid"
  default     = %d
  min         = 0
  max         = 9000
  description = "Certificates that end sooner are told."
}

locals {
  tier_one = { for name, s in org.sites : name => s if s.tier == 1 }
}

step "tls.probe" "site" {
  for_each = org.sites
  parallel = 8
  on_error = "continue"
  timeout  = "30s"
  host     = each.value.host
  port     = each.value.port

  retry {
    max   = 3
    delay = "2s"
  }
}

check "certificate_valid" {
  for_each  = org.sites
  condition = default(step.site[each.key].days_left, -1) > input.days
  message   = "${each.value.host}: the certificate ends in ${default(step.site[each.key].days_left, 0)} days."
  severity  = each.value.tier == 1 ? "high" : "low"
}

evidence "sites" {
  value = [for name, s in step.site : { site = name, expires = s.not_after, version = s.version }]
}
`

// BenchmarkLoad prints how much more processor time than the bare parser reading a project of 1,000
// runbooks takes, both keeping what they read. The whole front of the compiler, with the checker, has 2.0.
func BenchmarkLoad(b *testing.B) {
	fsys := generated(1000)
	if _, diags := syntax.Load(fsys, "runbooks"); len(diags) > 0 {
		b.Fatalf("the generated project has findings: %v", messages(diags[:1]))
	}
	var load, parse time.Duration
	for b.Loop() {
		load += timed(func() any {
			tree, _ := syntax.Load(fsys, "runbooks")
			return tree
		})
		parse += timed(func() any {
			var files []*hcl.File
			for name, file := range fsys {
				parsed, _ := hclsyntax.ParseConfig(file.Data, name, hcl.InitialPos)
				files = append(files, parsed)
			}
			return files
		})
	}
	b.ReportMetric(float64(load)/float64(parse), "load/parse")
}

// timed is the processor time of work, which begins with nothing to collect and keeps its result.
func timed(work func() any) time.Duration {
	runtime.GC()
	start := cpu.Time()
	result := work()
	took := cpu.Time() - start
	runtime.KeepAlive(result)
	return took
}
