# IAM answers in XML; what is looked for stands in it as it is.
action "aws_iam.find_key" {
  title      = "Find out whose an access key is"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "key_id" {
    type    = string
    pattern = "A[A-Z0-9]{15,127}"
  }
  output "user" {
    type   = string
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method  = "POST"
    path    = "/"
    headers = { content-type = "application/x-www-form-urlencoded" }
    body    = "Action=GetAccessKeyLastUsed&Version=2010-05-08&AccessKeyId=${setting.key_id}"
    ok      = [200]
    give    = { user = split("</UserName>", split("<UserName>", self.text)[1])[0] }
  }
}

action "aws_iam.get_key" {
  title      = "Look whether an access key opens anything"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "user" {
    type = string
  }
  setting "key_id" {
    type    = string
    pattern = "A[A-Z0-9]{15,127}"
  }
  output "found" {
    type = bool
  }
  output "active" {
    type = bool
  }

  run "http.request" {
    method  = "POST"
    path    = "/"
    headers = { content-type = "application/x-www-form-urlencoded" }
    body    = "Action=ListAccessKeys&Version=2010-05-08&MaxItems=100&UserName=${urlencode(setting.user)}"
    ok      = [200]
    give = {
      found  = strcontains(self.text, "<AccessKeyId>${setting.key_id}</AccessKeyId>")
      active = !strcontains(replace(replace(self.text, "\n", ""), " ", ""), "<AccessKeyId>${setting.key_id}</AccessKeyId><Status>Inactive</Status>")
    }
  }
}

action "aws_iam.disable_key" {
  title      = "Let an access key open nothing any more"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "user" {
    type = string
  }
  setting "key_id" {
    type    = string
    pattern = "A[A-Z0-9]{15,127}"
  }

  run "http.request" {
    method  = "POST"
    path    = "/"
    headers = { content-type = "application/x-www-form-urlencoded" }
    body    = "Action=UpdateAccessKey&Version=2010-05-08&Status=Inactive&AccessKeyId=${setting.key_id}&UserName=${urlencode(setting.user)}"
    ok      = [200]
  }
  undo "aws_iam.enable_key" {
    user   = setting.user
    key_id = setting.key_id
  }
}

action "aws_iam.enable_key" {
  title      = "Let a disabled access key work again"
  effect     = "grant"
  idempotent = true
  kind       = "http"

  setting "user" {
    type = string
  }
  setting "key_id" {
    type    = string
    pattern = "A[A-Z0-9]{15,127}"
  }

  run "http.request" {
    method  = "POST"
    path    = "/"
    headers = { content-type = "application/x-www-form-urlencoded" }
    body    = "Action=UpdateAccessKey&Version=2010-05-08&Status=Active&AccessKeyId=${setting.key_id}&UserName=${urlencode(setting.user)}"
    ok      = [200]
  }
}
