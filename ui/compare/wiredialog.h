// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/routing/wirelog.h"

#include <QDialog>
#include <QList>

class QCheckBox;
class QComboBox;
class QLabel;
class QPlainTextEdit;

namespace Crossroads {

/// "Show the wire": the exact request and response of each attempt of a lane, pretty or raw, with the key
/// masked; copied as it stands, or as a curl, Python or JavaScript program that sends the request again.
class WireDialog : public QDialog
{
    Q_OBJECT

public:
    /// \param lane the lane's model, for the title. \param records its attempts, in order.
    WireDialog(const QString &lane, const QList<WireRecord> &records, QWidget *parent = nullptr);

private:
    QPlainTextEdit *pane(const QString &name);
    QWidget *head();
    QWidget *copyRow();
    void showAttempt(int attempt);
    const WireRecord *current() const;
    void copy(const QString &text, const QString &what);

    QList<WireRecord> m_records;
    QComboBox *m_attempt;
    QCheckBox *m_pretty;
    QPlainTextEdit *m_request, *m_response;
    QLabel *m_copied;
};

} // namespace Crossroads
