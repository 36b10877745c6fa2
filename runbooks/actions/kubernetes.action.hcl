# What the API server of Kubernetes says, a page of 500 things at a time. What is empty,
# Kubernetes leaves out of its answer.

action "kubernetes.get_version" {
  title      = "Ask which version the cluster runs"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "version" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/version"
    ok     = [200]
    give   = { version = self.json.gitVersion }
  }
}

action "kubernetes.list_namespaces" {
  title      = "List the namespaces"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "names" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/api/v1/namespaces"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give     = { names = [for n in self.json.items : n.metadata.name] }
  }
}

# A policy is of everything in its namespace where its podSelector is empty, and of one direction where it says so, or,
# for egress, has rules for it. It denies by default what no rule of it lets through. A rule without a peer lets
# everybody through, and so does one of all pods of the cluster, or of a block of addresses as large as /7 or larger; one
# without a port lets every port through.
action "kubernetes.list_network_policies" {
  title      = "List the network policies"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "policies" {
    type = list(object({
      namespace     = string, name = string, everything = bool, ingress = bool, egress = bool,
      from_anywhere = bool, to_anywhere = bool, any_port = bool, rules = number
    }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/networking.k8s.io/v1/networkpolicies"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      policies = [for p in self.json.items : {
        namespace     = p.metadata.namespace
        name          = p.metadata.name
        everything    = contains(["{\"s\":{}}", "{\"s\":null}"], jsonencode({ s = p.spec.podSelector }))
        ingress       = strcontains(jsonencode({ t = p.spec.policyTypes }), "\"Ingress\"") || absent(p.spec.policyTypes)
        egress        = strcontains(jsonencode({ t = p.spec.policyTypes }), "\"Egress\"") || absent(p.spec.policyTypes) && !absent(p.spec.egress)
        from_anywhere = anytrue([for open in ["[{}", ",{}", "{\"namespaceSelector\":{}}", "{\"namespaceSelector\":{},\"podSelector\":{}}"] : strcontains(jsonencode({ i = p.spec.ingress }), open)]) || matches(jsonencode({ i = p.spec.ingress }), ".*\"cidr\":\"[^\"]*/[0-7]\".*") || !absent(p.spec.ingress) && anytrue([for r in p.spec.ingress : (absent(r.from) ? true : length(r.from) == 0)])
        to_anywhere   = anytrue([for open in ["[{}", ",{}", "{\"namespaceSelector\":{}}", "{\"namespaceSelector\":{},\"podSelector\":{}}"] : strcontains(jsonencode({ e = p.spec.egress }), open)]) || matches(jsonencode({ e = p.spec.egress }), ".*\"cidr\":\"[^\"]*/[0-7]\".*") || !absent(p.spec.egress) && anytrue([for r in p.spec.egress : (absent(r.to) ? true : length(r.to) == 0)])
        any_port = (
          !absent(p.spec.ingress) && anytrue([for r in p.spec.ingress : (absent(r.ports) ? true : length(r.ports) == 0)]) ||
          !absent(p.spec.egress) && anytrue([for r in p.spec.egress : (absent(r.ports) ? true : length(r.ports) == 0)])
        )
        rules = (absent(p.spec.ingress) ? 0 : length(p.spec.ingress)) + (absent(p.spec.egress) ? 0 : length(p.spec.egress))
      }]
    }
  }
}

# The profile is a label of the deployment; the tier is the priority class of its pods.
action "kubernetes.list_deployments" {
  title      = "List the deployments"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "deployments" {
    type   = list(object({ namespace = string, name = string, profile = string, tier = string, wanted = number, ready = number, spread = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/apps/v1/deployments"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      deployments = [for d in self.json.items : {
        namespace = d.metadata.namespace
        name      = d.metadata.name
        profile   = absent(d.metadata.labels) ? "" : absent(d.metadata.labels["traffic-profile"]) ? "" : d.metadata.labels["traffic-profile"]
        tier      = absent(d.spec.template.spec.priorityClassName) ? "" : d.spec.template.spec.priorityClassName
        wanted    = d.spec.replicas
        ready     = absent(d.status.readyReplicas) ? 0 : d.status.readyReplicas
        spread    = strcontains(jsonencode({ c = d.spec.template.spec.topologySpreadConstraints, a = d.spec.template.spec.affinity.podAntiAffinity }), "\"topologyKey\":\"topology.kubernetes.io/zone\"") || strcontains(jsonencode({ c = d.spec.template.spec.topologySpreadConstraints, a = d.spec.template.spec.affinity.podAntiAffinity }), "\"topologyKey\":\"kubernetes.io/hostname\"")
      }]
    }
  }
}

# An autoscaler works where it may scale and sees what it scales by.
action "kubernetes.list_autoscalers" {
  title      = "List what scales by itself"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "autoscalers" {
    type   = list(object({ namespace = string, target = string, kind = string, least = number, most = number, works = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/autoscaling/v2/horizontalpodautoscalers"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      autoscalers = [for a in self.json.items : {
        namespace = a.metadata.namespace
        target    = a.spec.scaleTargetRef.name
        kind      = a.spec.scaleTargetRef.kind
        least     = absent(a.spec.minReplicas) ? 1 : a.spec.minReplicas
        most      = a.spec.maxReplicas
        works     = absent(a.status.conditions) ? false : length([for c in a.status.conditions : c if c.status == "True" && contains(["AbleToScale", "ScalingActive"], c.type)]) == 2
      }]
    }
  }
}

action "kubernetes.get_autoscaler" {
  title      = "Read between how many pods an application scales"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "name" {
    type = string
  }
  output "least" {
    type = number
  }
  output "most" {
    type = number
  }

  run "http.request" {
    method = "GET"
    path   = "/apis/autoscaling/v2/namespaces/${urlencode(setting.namespace)}/horizontalpodautoscalers/${urlencode(setting.name)}"
    ok     = [200]
    give = {
      least = absent(self.json.spec.minReplicas) ? 1 : self.json.spec.minReplicas
      most  = self.json.spec.maxReplicas
    }
  }
}

action "kubernetes.list_disruption_budgets" {
  title      = "List how many pods must stay while others go"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "budgets" {
    type   = list(object({ namespace = string, name = string, healthy = number, wanted = number, pods = number }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/policy/v1/poddisruptionbudgets"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      budgets = [for b in self.json.items : {
        namespace = b.metadata.namespace
        name      = b.metadata.name
        healthy   = b.status.currentHealthy
        wanted    = b.status.desiredHealthy
        pods      = b.status.expectedPods
      }]
    }
  }
}

# The limits are those of ingress-nginx: requests a second from one address. 0 where there is none.
action "kubernetes.list_ingresses" {
  title      = "List what is let in from outside"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "ingresses" {
    type   = list(object({ namespace = string, name = string, encrypted = bool, limit = number }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/networking.k8s.io/v1/ingresses"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      ingresses = [for i in self.json.items : {
        namespace = i.metadata.namespace
        name      = i.metadata.name
        encrypted = absent(i.spec.tls) ? false : length(i.spec.tls) > 0
        limit     = matches(jsonencode({ x = i.metadata.annotations["nginx.ingress.kubernetes.io/limit-rps"] }), "\\{\"x\":\"[0-9]{1,9}\"\\}") ? number(i.metadata.annotations["nginx.ingress.kubernetes.io/limit-rps"]) : 0
      }]
    }
  }
}

action "kubernetes.get_ingress" {
  title      = "Read the limit of one ingress"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "name" {
    type = string
  }
  output "limit" {
    type = number
  }

  run "http.request" {
    method = "GET"
    path   = "/apis/networking.k8s.io/v1/namespaces/${urlencode(setting.namespace)}/ingresses/${urlencode(setting.name)}"
    ok     = [200]
    give = {
      limit = matches(jsonencode({ x = self.json.metadata.annotations["nginx.ingress.kubernetes.io/limit-rps"] }), "\\{\"x\":\"[0-9]{1,9}\"\\}") ? number(self.json.metadata.annotations["nginx.ingress.kubernetes.io/limit-rps"]) : 0
    }
  }
}

action "kubernetes.limit_ingress" {
  title      = "Limit how many requests a second an ingress lets through"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "name" {
    type = string
  }
  setting "rate" {
    type = number
  }
  setting "before" {
    type = number
  }
  output "rate" {
    type = number
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/apis/networking.k8s.io/v1/namespaces/${urlencode(setting.namespace)}/ingresses/${urlencode(setting.name)}"
    headers = { "Content-Type" = "application/merge-patch+json" }
    body    = jsonencode({ metadata = { annotations = { "nginx.ingress.kubernetes.io/limit-rps" = "${setting.rate}" } } })
    ok      = [200]
    give    = { rate = number(self.json.metadata.annotations["nginx.ingress.kubernetes.io/limit-rps"]) }
  }
  undo "kubernetes.limit_ingress" {
    namespace = setting.namespace
    name      = setting.name
    rate      = setting.before
    before    = setting.rate
  }
}

# Says of an ingress how much at risk it is, for whatever adapts its rules by itself.
action "kubernetes.mark_risk" {
  title      = "Say how much at risk an ingress is"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "name" {
    type = string
  }
  setting "risk" {
    type   = string
    one_of = ["low", "high"]
  }
  setting "before" {
    type   = string
    one_of = ["low", "high"]
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/apis/networking.k8s.io/v1/namespaces/${urlencode(setting.namespace)}/ingresses/${urlencode(setting.name)}"
    headers = { "Content-Type" = "application/merge-patch+json" }
    body    = jsonencode({ metadata = { labels = { risk = setting.risk } } })
    ok      = [200]
  }
  undo "kubernetes.mark_risk" {
    namespace = setting.namespace
    name      = setting.name
    risk      = setting.before
    before    = setting.risk
  }
}

# Certificates of cert-manager, which issues and renews them by itself.
action "kubernetes.list_certificates" {
  title      = "List the certificates that are renewed by themselves"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "certificates" {
    type   = list(object({ namespace = string, name = string, ready = bool, ends = string, renewed = bool, new_key = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/cert-manager.io/v1/certificates"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      certificates = [for c in self.json.items : {
        namespace = c.metadata.namespace
        name      = c.metadata.name
        ready     = absent(c.status.conditions) ? false : anytrue([for s in c.status.conditions : s.type == "Ready" && s.status == "True"])
        ends      = absent(c.status.notAfter) ? "" : c.status.notAfter
        renewed   = !absent(c.status.renewalTime)
        new_key   = jsonencode({ x = c.spec.privateKey.rotationPolicy }) == "{\"x\":\"Always\"}"
      }]
    }
  }
}

# How Istio's services speak with each other. A rule without a selector is of its whole namespace, and in the namespace
# of Istio itself of the whole mesh.
action "kubernetes.list_peer_authentications" {
  title      = "List how services of the mesh must prove who they are"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "rules" {
    type   = list(object({ namespace = string, name = string, whole = bool, mode = string, ports = number }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/security.istio.io/v1/peerauthentications"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      rules = [for r in self.json.items : {
        namespace = r.metadata.namespace
        name      = r.metadata.name
        whole     = absent(r.spec.selector)
        mode      = absent(r.spec.mtls) ? "UNSET" : absent(r.spec.mtls.mode) ? "UNSET" : r.spec.mtls.mode
        ports     = absent(r.spec.portLevelMtls) ? 0 : length(r.spec.portLevelMtls)
      }]
    }
  }
}

# Who may do everything: through a binding of a role that gives every right, or that of cluster-admin.
action "kubernetes.list_cluster_admins" {
  title      = "List who may do everything in the cluster"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "bindings" {
    type   = list(object({ name = string, role = string, subjects = list(string) }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      bindings = [for b in self.json.items : {
        name     = b.metadata.name
        role     = b.roleRef.name
        subjects = absent(b.subjects) ? [] : [for s in b.subjects : "${s.kind}:${s.name}"]
      } if b.roleRef.name == "cluster-admin"]
    }
  }
}

# Only where the API server runs as a pod of the cluster itself, as kubeadm sets it up, can be seen how it was started.
action "kubernetes.list_api_servers" {
  title      = "Look how the API server was started"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "servers" {
    type   = list(object({ name = string, encrypts_secrets = bool, audits = bool, anonymous = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/api/v1/namespaces/kube-system/pods"
    query    = { labelSelector = "component=kube-apiserver", limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      servers = [for p in self.json.items : {
        name             = p.metadata.name
        encrypts_secrets = strcontains(jsonencode({ c = p.spec.containers[0].command }), "\"--encryption-provider-config=")
        audits           = strcontains(jsonencode({ c = p.spec.containers[0].command }), "\"--audit-policy-file=")
        anonymous        = !strcontains(jsonencode({ c = p.spec.containers[0].command }), "\"--anonymous-auth=false\"")
      }]
    }
  }
}

# Pods by a label of theirs, as app=shop. A pod that is going away does not count.
action "kubernetes.list_pods" {
  title      = "List the pods of an application"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "selector" {
    type = string
  }
  output "pods" {
    type   = list(object({ name = string, uid = string, ready = bool }))
    labels = ["untrusted"]
  }
  output "ready" {
    type = number
  }

  run "http.request" {
    method   = "GET"
    path     = "/api/v1/namespaces/${urlencode(setting.namespace)}/pods"
    query    = { labelSelector = setting.selector, limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      pods = [for p in self.json.items : {
        name  = p.metadata.name
        uid   = p.metadata.uid
        ready = absent(p.status.conditions) ? false : anytrue([for c in p.status.conditions : c.type == "Ready" && c.status == "True"])
      } if absent(p.metadata.deletionTimestamp)]
      ready = length([for p in self.json.items : p if absent(p.metadata.deletionTimestamp) && !absent(p.status.conditions) && anytrue([for c in p.status.conditions : c.type == "Ready" && c.status == "True"])])
    }
  }
}

action "kubernetes.delete_pod" {
  title      = "End a pod"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "name" {
    type = string
  }

  run "http.request" {
    method = "DELETE"
    path   = "/api/v1/namespaces/${urlencode(setting.namespace)}/pods/${urlencode(setting.name)}"
    ok     = [200, 202]
    done   = self.status == 404
  }
}

# Lets the pods with one label reach those with another at one port, in both directions of the connection.
action "kubernetes.open_connection" {
  title      = "Let one application reach another at one port"
  effect     = "grant"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "name" {
    type = string
  }
  setting "from" {
    type = string
  }
  setting "to" {
    type = string
  }
  setting "port" {
    type = number
  }

  run "http.request" {
    method  = "POST"
    path    = "/apis/networking.k8s.io/v1/namespaces/${urlencode(setting.namespace)}/networkpolicies"
    headers = { "Content-Type" = "application/json" }
    body = jsonencode({
      apiVersion = "networking.k8s.io/v1"
      kind       = "NetworkPolicy"
      metadata   = { name = setting.name, labels = { "opened-by" = "attestary" } }
      spec = {
        podSelector = { matchExpressions = [{ key = "app", operator = "In", values = [setting.from, setting.to] }] }
        policyTypes = ["Ingress", "Egress"]
        ingress     = [{ from = [{ podSelector = { matchLabels = { app = setting.from } } }], ports = [{ protocol = "TCP", port = setting.port }] }]
        egress      = [{ to = [{ podSelector = { matchLabels = { app = setting.to } } }], ports = [{ protocol = "TCP", port = setting.port }] }]
      }
    })
    ok   = [201]
    done = self.status == 409
  }
  undo "kubernetes.close_connection" {
    namespace = setting.namespace
    name      = setting.name
  }
}

action "kubernetes.close_connection" {
  title      = "Take a network policy away"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "name" {
    type = string
  }

  run "http.request" {
    method = "DELETE"
    path   = "/apis/networking.k8s.io/v1/namespaces/${urlencode(setting.namespace)}/networkpolicies/${urlencode(setting.name)}"
    ok     = [200, 202]
    done   = self.status == 404
  }
}

action "kubernetes.set_least_replicas" {
  title      = "Have an autoscaler keep at least so many pods"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "name" {
    type = string
  }
  setting "least" {
    type = number
  }
  setting "before" {
    type = number
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/apis/autoscaling/v2/namespaces/${urlencode(setting.namespace)}/horizontalpodautoscalers/${urlencode(setting.name)}"
    headers = { "Content-Type" = "application/merge-patch+json" }
    body    = jsonencode({ spec = { minReplicas = setting.least } })
    ok      = [200]
  }
  undo "kubernetes.set_least_replicas" {
    namespace = setting.namespace
    name      = setting.name
    least     = setting.before
    before    = setting.least
  }
}

# What stays as it was released: every image is named by its digest, no container may write to its own files, and what
# runs is put there by Argo CD alone.
action "kubernetes.list_workloads" {
  title      = "List what runs, and whether it can change while it does"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "kind" {
    type   = string
    one_of = ["deployments", "statefulsets", "daemonsets"]
  }
  output "workloads" {
    type   = list(object({ namespace = string, name = string, app = string, pinned = bool, sealed = bool, from_git = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/apps/v1/${setting.kind}"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      workloads = [for d in self.json.items : {
        namespace = d.metadata.namespace
        name      = d.metadata.name
        app       = jsonencode({ x = d.spec.template.metadata.labels.app }) == "{\"x\":null}" ? "" : d.spec.template.metadata.labels.app
        pinned    = length(d.spec.template.spec.containers) > 0 && alltrue([for c in concat(d.spec.template.spec.containers, jsonencode({ x = d.spec.template.spec.initContainers }) == "{\"x\":null}" ? [] : d.spec.template.spec.initContainers) : matches(c.image, ".+@sha256:[0-9a-f]{64}")])
        sealed    = length(d.spec.template.spec.containers) > 0 && alltrue([for c in d.spec.template.spec.containers : jsonencode({ x = c.securityContext.readOnlyRootFilesystem }) == "{\"x\":true}"])
        from_git  = jsonencode({ x = d.metadata.annotations["argocd.argoproj.io/tracking-id"] }) != "{\"x\":null}" || jsonencode({ x = d.metadata.labels["argocd.argoproj.io/instance"] }) != "{\"x\":null}"
      }]
    }
  }
}

# An image is what was asked for where the digest that the machine reports stands in the name that was asked for.
action "kubernetes.list_running" {
  title      = "List whether what runs is what was released"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  output "pods" {
    type   = list(object({ name = string, same = bool, debugged = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/api/v1/namespaces/${urlencode(setting.namespace)}/pods"
    query    = { fieldSelector = "status.phase=Running", limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      pods = [for p in self.json.items : {
        name     = p.metadata.name
        same     = length(p.status.containerStatuses) == length(p.spec.containers) && alltrue([for s in p.status.containerStatuses : matches(s.imageID, ".*@sha256:[0-9a-f]{64}") && strcontains(jsonencode(p.spec.containers), split("@", s.imageID)[length(split("@", s.imageID)) - 1])])
        debugged = jsonencode({ x = p.spec.ephemeralContainers }) != "{\"x\":null}"
      }]
    }
  }
}

# Roles that may change what runs, or go into it while it does.
action "kubernetes.list_writing_roles" {
  title      = "List which roles may change what runs"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "kind" {
    type   = string
    one_of = ["roles", "clusterroles"]
  }
  # The namespace is empty for roles of the whole cluster.
  output "roles" {
    type   = list(object({ namespace = string, name = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/rbac.authorization.k8s.io/v1/${setting.kind}"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      roles = [for r in self.json.items : {
        namespace = jsonencode({ x = r.metadata.namespace }) == "{\"x\":null}" ? "" : r.metadata.namespace
        name      = r.metadata.name
        } if anytrue([for u in jsonencode({ x = r.rules }) == "{\"x\":null}" ? [] : r.rules :
          matches(jsonencode({ v = u.verbs }), ".*\"(create|update|patch|delete|deletecollection|\\*)\".*") &&
          matches(jsonencode({ r = u.resources }), ".*\"(pods|pods/exec|pods/attach|pods/ephemeralcontainers|deployments|statefulsets|daemonsets|replicasets|jobs|cronjobs|\\*)\".*")
      ])]
    }
  }
}

# The namespace is empty for what holds in the whole cluster. People are users and groups; programs are none.
action "kubernetes.list_bindings" {
  title      = "List which people have which roles"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "kind" {
    type   = string
    one_of = ["rolebindings", "clusterrolebindings"]
  }
  output "bindings" {
    type   = list(object({ namespace = string, role = string, people = list(string) }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/rbac.authorization.k8s.io/v1/${setting.kind}"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      bindings = [for b in self.json.items : {
        namespace = jsonencode({ x = b.metadata.namespace }) == "{\"x\":null}" ? "" : b.metadata.namespace
        role      = b.roleRef.name
        people    = jsonencode({ s = b.subjects }) == "{\"s\":null}" ? [] : [for s in b.subjects : s.name if s.kind != "ServiceAccount" && !startswith(s.name, "system:serviceaccount") && !startswith(s.name, "system:kube-") && s.name != "system:nodes"]
      }]
    }
  }
}

# The label of a namespace says how critical it is.
action "kubernetes.list_tiers" {
  title      = "List the namespaces and how critical each is"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "namespaces" {
    type   = list(object({ name = string, tier = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/api/v1/namespaces"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give     = { namespaces = [for n in self.json.items : { name = n.metadata.name, tier = jsonencode({ x = n.metadata.labels.tier }) == "{\"x\":null}" ? "" : n.metadata.labels.tier }] }
  }
}

# Which policies refuse what is brought into the cluster. One for every namespace has the tier "*"; one that looks at the
# label tier of the namespace has that tier; of any other the tier is empty.
action "kubernetes.list_admission_rules" {
  title      = "List the policies that refuse what breaks them"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "rules" {
    type   = list(object({ policy = string, tier = string, refuses = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      rules = [for b in self.json.items : {
        policy = b.spec.policyName
        tier = (
          matches(jsonencode({ x = b.spec.matchResources }), "\\{\"x\":(null|\\{(\"matchPolicy\":\"Equivalent\",?)?(\"namespaceSelector\":\\{\\},?)?(\"objectSelector\":\\{\\})?\\})\\}") ? "*" :
          matches(jsonencode({ x = b.spec.matchResources }), "\\{\"x\":\\{(\"matchPolicy\":\"Equivalent\",)?\"namespaceSelector\":\\{\"matchLabels\":\\{\"tier\":\"[^\"]+\"\\}\\}(,\"objectSelector\":\\{\\})?\\}\\}") ? b.spec.matchResources.namespaceSelector.matchLabels.tier : ""
        )
        refuses = strcontains(jsonencode({ a = b.spec.validationActions }), "\"Deny\"")
      }]
    }
  }
}

# Asks the cluster what it would say to a pod, and makes none. What may not ask at all knows nothing.
action "kubernetes.try_pod" {
  title      = "Ask whether a pod with this image would be let in"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "image" {
    type = string
  }
  setting "privileged" {
    type    = bool
    default = false
  }
  output "refused" {
    type = bool
  }

  run "http.request" {
    method  = "POST"
    path    = "/api/v1/namespaces/${urlencode(setting.namespace)}/pods"
    query   = { dryRun = "All" }
    headers = { "Content-Type" = "application/json" }
    body = jsonencode({
      apiVersion = "v1"
      kind       = "Pod"
      metadata   = { name = "attestary-asks", labels = { app = "attestary-asks" } }
      spec = {
        automountServiceAccountToken = false
        securityContext              = { runAsNonRoot = true, runAsUser = 65534, seccompProfile = { type = "RuntimeDefault" } }
        containers = [{
          name            = "asks"
          image           = setting.image
          resources       = { requests = { cpu = "1m", memory = "8Mi" }, limits = { cpu = "10m", memory = "16Mi" } }
          securityContext = { allowPrivilegeEscalation = setting.privileged, capabilities = { drop = ["ALL"] }, privileged = setting.privileged, readOnlyRootFilesystem = true }
        }]
      }
    })
    ok   = [201, 400, 403, 422]
    give = { refused = self.status == 201 ? false : strcontains(self.json.message, "denied the request") || strcontains(self.json.message, "denied request") || strcontains(self.json.message, "violates PodSecurity") ? true : self.json.unseen }
  }
}

# What Argo CD keeps as it stands in git: heals, where it puts back at once what was changed by hand.
action "kubernetes.list_gitops" {
  title      = "List what is kept as it stands in git"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "apps" {
    type   = list(object({ name = string, namespace = string, synced = bool, healthy = bool, heals = bool, commit = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/argoproj.io/v1alpha1/applications"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      apps = [for a in self.json.items : {
        name      = a.metadata.name
        namespace = jsonencode({ x = a.spec.destination.namespace }) == "{\"x\":null}" ? "" : a.spec.destination.namespace
        synced    = jsonencode({ x = a.status.sync.status }) == "{\"x\":\"Synced\"}"
        healthy   = jsonencode({ x = a.status.health.status }) == "{\"x\":\"Healthy\"}"
        heals     = jsonencode({ p = a.spec.syncPolicy.automated.prune, s = a.spec.syncPolicy.automated.selfHeal }) == "{\"p\":true,\"s\":true}"
        commit    = jsonencode({ x = a.status.sync.revision }) == "{\"x\":null}" ? "" : a.status.sync.revision
      }]
    }
  }
}

# Vertical autoscalers, which give each pod as much as it needs, and act on it themselves.
action "kubernetes.list_resizers" {
  title      = "List what gives pods as much as they need"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "resizers" {
    type   = list(object({ namespace = string, target = string, acts = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/apis/autoscaling.k8s.io/v1/verticalpodautoscalers"
    query    = { limit = "500" }
    paginate = "cursor:continue=metadata.continue"
    ok       = [200]
    give = {
      resizers = [for v in self.json.items : {
        namespace = v.metadata.namespace
        target    = v.spec.targetRef.name
        acts      = contains(["{\"x\":null}", "{\"x\":\"Auto\"}", "{\"x\":\"Recreate\"}", "{\"x\":\"InPlaceOrRecreate\"}"], jsonencode({ x = v.spec.updatePolicy.updateMode })) && strcontains(jsonencode({ c = v.status.conditions }), "\"RecommendationProvided\"")
      }]
    }
  }
}

action "kubernetes.read_note" {
  title      = "Read a note that a config map holds"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "name" {
    type = string
  }
  # What stands there under "note"; it is missing where there is none.
  output "note" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/api/v1/namespaces/${urlencode(setting.namespace)}/configmaps/${urlencode(setting.name)}"
    ok     = [200]
    give   = { note = self.json.data.note }
  }
}

action "kubernetes.write_note" {
  title      = "Write a note into a config map"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "namespace" {
    type = string
  }
  setting "name" {
    type = string
  }
  setting "note" {
    type = string
  }
  setting "before" {
    type = string
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/api/v1/namespaces/${urlencode(setting.namespace)}/configmaps/${urlencode(setting.name)}"
    headers = { "Content-Type" = "application/merge-patch+json" }
    body    = jsonencode({ data = { note = setting.note } })
    ok      = [200]
  }
  undo "kubernetes.write_note" {
    namespace = setting.namespace
    name      = setting.name
    note      = setting.before
    before    = setting.note
  }
}
