// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFrame>
#include <QString>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace Crossroads {

/// A message inside a view: a 3 px line and an icon in the state's colour, a bold first sentence, then what
/// to do, as buttons. Never modal. Text is shown as it is, never as markup.
class InlineBanner : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { Info, Ok, Warn, Error };
    explicit InlineBanner(QWidget *parent = nullptr);

    void setMessage(Kind kind, const QString &headline, const QString &more = {});
    /// A button behind the message; the banner owns it. Call after setMessage(), which removes the earlier
    /// ones.
    QPushButton *addAction(const QString &text);
    QString headline() const;
    Kind kind() const { return m_kind; }

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void fitMargins();
    Kind m_kind = Kind::Info;
    QLabel *m_headline;
    QLabel *m_more;
    QHBoxLayout *m_actions;
};

} // namespace Crossroads
