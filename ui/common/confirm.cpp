// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/confirm.h"

#include <QMessageBox>
#include <QPushButton>

namespace Crossroads {

int ask(QWidget *parent, const QString &question, const QString &explanation, const QStringList &choices)
{
    QMessageBox box(parent);
    box.setIcon(QMessageBox::Question);
    box.setWindowTitle(QMessageBox::tr("Crossroads"));
    box.setTextFormat(Qt::PlainText);
    box.setText(question);
    box.setInformativeText(explanation);
    QList<QAbstractButton *> buttons;
    for (const QString &choice : choices)
        buttons.append(box.addButton(choice, QMessageBox::AcceptRole));
    box.addButton(QMessageBox::Cancel);
    box.setDefaultButton(qobject_cast<QPushButton *>(buttons.value(0)));
    box.exec();
    return int(buttons.indexOf(box.clickedButton()));
}

} // namespace Crossroads
