"""Lesson plans (КТП) as teachers keep them: workbooks of two usual layouts and tables pasted in (CUR-02)."""
