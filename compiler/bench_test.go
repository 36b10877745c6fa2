package compiler_test

import (
	"fmt"
	"runtime"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/internal/cpu"
)

// BenchmarkCheck1000 prints how much more processor time than the bare parser it takes to check 1,000
// runbooks of some eighty lines. It must stay at or below 2.0; more cores do not help, since their time is
// added up.
func BenchmarkCheck1000(b *testing.B) {
	fsys := generated(b, 1000)
	if found := compiler.Compile(fsys, compiler.Options{}).Findings; len(found) > 0 {
		b.Fatalf("the generated project has findings: %v", found[:1])
	}
	var check, parse time.Duration
	for b.Loop() {
		check += processorTime(func() any { return compiler.Compile(fsys, compiler.Options{}) })
		parse += processorTime(func() any {
			var parsed []*hcl.File
			for name, file := range fsys {
				f, _ := hclsyntax.ParseConfig(file.Data, name, hcl.InitialPos)
				parsed = append(parsed, f)
			}
			return parsed
		})
	}
	b.ReportMetric(float64(check)/float64(parse), "check/parse")
}

// processorTime is what work takes on all cores, beginning with nothing to collect and keeping the result.
func processorTime(work func() any) time.Duration {
	runtime.GC()
	start := cpu.Time()
	result := work()
	took := cpu.Time() - start
	runtime.KeepAlive(result)
	return took
}

// generated is a project of n runbooks of the kind that people write.
func generated(tb testing.TB, n int) fstest.MapFS {
	texts := withProject(tb, nil)
	for i := range n {
		name := fmt.Sprintf("site-%d", i)
		texts["runbooks/networks/"+name+".runbook.hcl"] = fmt.Sprintf(typical, name, i)
	}
	return files(texts)
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

satisfies "nist-sp-800-53" {
  controls = ["SC-8", "SC-8(1)", "SC-12"]
}

trigger "schedule" "daily" {
  cron = "15 5 * * *"
}

trigger "manual" "form" {}

access {
  who = [role.security]
}

input "days" {
  type        = number
  title       = "Days that a certificate must still be valid"
  default     = %d
  min         = 0
  max         = 9000
  description = "Certificates that end sooner are told."
}

use "shop" {
  allow = ["GET /sites/*"]
}

locals {
  tier_one = { for name, s in org.sites : name => s if s.tier == 1 }
  least    = input.days + 7
}

step "http.request" "about" {
  for_each   = local.tier_one
  connection = connection.shop
  method     = "GET"
  path       = "/sites/${urlencode(each.key)}"

  expect "answered" {
    condition = self.status == 200
    message   = "The inventory does not know ${each.key}: ${self.status}."
  }
}

step "tls.probe" "site" {
  title    = "Open a TLS connection"
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
  condition = default(step.site[each.key].days_left, -1) > local.least
  message   = "${each.value.host}: the certificate ends in ${default(step.site[each.key].days_left, 0)} days."
  severity  = each.value.tier == 1 ? "high" : "low"
}

check "modern_tls" {
  for_each  = local.tier_one
  condition = contains(["TLS 1.2", "TLS 1.3"], default(step.site[each.key].version, "none"))
  message   = "${each.value.host} answers with ${default(step.site[each.key].version, "no TLS at all")}."
  severity  = "high"
}

evidence "sites" {
  value       = [for name, s in step.site : { site = name, expires = s.not_after, version = s.version, sha256 = s.fingerprint }]
  description = "each site with the end of its certificate and the version of TLS"
}
`
