terraform {
  required_providers {
    evalguard = {
      source  = "@SOURCE@"
      version = "@VERSION@"
    }
  }
}

variable "base_url" { type = string }
variable "org" { type = string }
variable "name" { type = string }
variable "slug" { type = string }

variable "settings" {
  type    = string
  default = null
}

variable "project" {
  type    = bool
  default = false
}

variable "key" {
  type    = bool
  default = false
}

variable "scopes" {
  type    = list(string)
  default = null
}

provider "evalguard" {
  base_url = var.base_url
}

resource "evalguard_project" "this" {
  count    = var.project ? 1 : 0
  org_id   = var.org
  name     = var.name
  slug     = var.slug
  settings = var.settings
}

resource "evalguard_api_key" "this" {
  count  = var.key ? 1 : 0
  org_id = var.org
  name   = var.name
  scopes = var.scopes
}
