// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keys/keyimport.h"
#include "app/keys/keyring.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTableWidget;

namespace Crossroads {

/// Several keys at once: from the environment, an .env file or a pasted list. Shows what each was recognised
/// as before anything is stored; nothing is sent.
class ImportDialog : public QDialog
{
    Q_OBJECT

public:
    ImportDialog(KeyRing &ring, const QList<Vendor> &vendors, QWidget *parent = nullptr);
    void takeText(const QString &text);
    void takeEnvironment();
    Result<void> takeFile(const QString &path);
    /// What the person ticked.
    QList<NewKey> chosen() const;
    QTableWidget *table() const { return m_table; }

private:
    void build();
    void add(const QList<FoundKey> &found);
    void addRow(const FoundKey &key);
    void askFile();
    void count();

    KeyRing &m_ring;
    QList<Vendor> m_vendors;
    QList<FoundKey> m_found;
    QTableWidget *m_table;
    QLabel *m_words;
    QPushButton *m_add;
};

} // namespace Crossroads
