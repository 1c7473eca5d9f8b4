namespace Tickstorm.Scenarios;

/// <summary>A register of a local APIC that may be written from outside.</summary>
public enum WrittenRegister
{
    /// <summary>None is.</summary>
    None,

    /// <summary>TPR: vectors of its class (bits 7:4) and below wait in IRR.</summary>
    TaskPriority,
}
