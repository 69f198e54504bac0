"""User accounts: pwdgrp.cgi and usergroup.cgi."""
