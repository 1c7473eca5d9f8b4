namespace Tickstorm.Hardware;

/// <summary>The counting element of an 8254 channel, behind its byte-wide access.</summary>
internal interface IPitCounter
{
    /// <summary>The mode as programmed, 0 to 7.</summary>
    int Mode { get; }

    /// <summary>A count was written and not yet taken over.</summary>
    bool NullCount { get; }

    /// <summary>A latched count is given up when the channel is programmed anew.</summary>
    bool ForgetsLatchAtControlWord { get; }

    /// <summary>The GATE input.</summary>
    bool Gate { get; }

    /// <summary>The time of the next change of OUT, in ns; <see cref="long.MaxValue"/> if none.</summary>
    long NextChangeNs { get; }

    /// <summary>Takes a control word.</summary>
    void SetMode(int mode, bool bcd, long nowNs);

    /// <summary>Takes the first of two count bytes.</summary>
    void BeginLoad(long nowNs);

    /// <summary>Takes a count, 0 to 0xffff as written.</summary>
    void Load(int written, long nowNs);

    /// <summary>Drives GATE.</summary>
    void SetGate(bool high, long nowNs);

    /// <summary>Brings the element to a time.</summary>
    void Advance(long nowNs);

    /// <summary>The count as read, 0 to 0xffff, BCD coded in BCD mode.</summary>
    int Read(long nowNs);

    /// <summary>The OUT output.</summary>
    bool Out(long nowNs);
}
