namespace TeemCalendar.Core.Planning;

/// <summary>Writes down what is about to be changed, and what became of it: who was cut off can see how far he came, and what was added here can be taken back.</summary>
internal interface IJournal
{
    /// <summary>Writes a change down before it is sent.</summary>
    /// <returns>The entry's number.</returns>
    long Intend(Change change);

    /// <summary>Writes down what became of it. An entry without this was cut off: whether it was done only the tenant knows.</summary>
    void Conclude(long entry, ChangeOutcome outcome);
}
