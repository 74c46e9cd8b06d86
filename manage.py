#!/usr/bin/env python
"""Entry point of every management command."""

from __future__ import annotations

import sys

from coe_portal.settings import env

if __name__ == "__main__":
    env.choose_settings_module()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
